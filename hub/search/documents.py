"""What of an item goes into the index: one document a part."""

from __future__ import annotations

from collections.abc import Iterator

from hub.models import Item
from hub.search.limits import FORM, forms_of
from hub.search.scope import token_of

LONGEST = 200_000  # characters of one part; a longer one is cut


def key_of(item: int, anchor: str) -> str:
    """The identity of a document."""
    return f"{item}#{anchor}"


def read_parts(items: list[Item]) -> None:
    """Load what `search_parts` of these specific items reads, for all of a kind at once."""
    for model in {type(item) for item in items}:
        model.load_parts([item for item in items if type(item) is model])


def documents_of(item: Item) -> Iterator[dict]:
    """The documents of a specific item (a Page, a Topic), read from the database now; none for what was removed."""
    if item.removed_at is not None:
        return
    common = {
        "item": item.pk,
        "token": token_of(item),
        "kind": item.kind,
        "space": item.space_id or 0,
        "changed": int(item.changed_at.timestamp()),
        "tags": " ".join([*item.tags.slugs(), *_form_of(item)]),
        "author": item.author.handle if item.author_id else "",
        "agency": item.agency.slug if item.agency_id else "",
    }
    for anchor, title, words in item.search_parts():
        # The title counts three times as much as the text, a topic twice: repeated, in one field.
        weighted = " ".join([title] * 3 + list(item.tags.names()) * 2 + [words[:LONGEST]])
        yield common | {
            "key": key_of(item.pk, anchor),
            "anchor": anchor,
            "text": weighted,
            "words": f"{title} {words[:LONGEST]}",
            "title": " ".join(title.lower().split()),
        }


def _form_of(item: Item) -> list[str]:
    """What kind of its kind it is, as one more topic, which no topic can be called: form:question."""
    return [f"{FORM}{item.form}"] if forms_of(item.kind) else []

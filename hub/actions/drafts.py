"""What people are still writing: saved every few seconds, theirs alone."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.models import Draft, Item, Space, User

LONGEST = 300_000  # characters of all fields together: more than a text of the longest length and what goes with it
MOST_FIELDS = 120
KEPT = 200  # drafts of one person; the one untouched for the longest makes room
_NOT_KEPT = {"csrfmiddlewaretoken", "preview", "discard", "next"}


class TooMuch(Exception):
    """More than a draft may hold. The message is for the person."""


@transaction.atomic
def save_draft(
    user: User,
    *,
    kind: str,
    fields: dict,
    item: Item | None = None,
    space: Space | None = None,
    parent: Item | None = None,
    base: int | None = None,
) -> Draft | None:
    """Keep what `user` has in a form now, in the one draft of this kind and place. Raises TooMuch.

    A form in which nothing is written has no draft: None.
    """
    fields = {name: value for name, value in fields.items() if name not in _NOT_KEPT}
    if len(fields) > MOST_FIELDS or sum(len(name) + _length(value) for name, value in fields.items()) > LONGEST:
        raise TooMuch(_("The text is too long to be kept as a draft. Split it."))
    place = {"item": Item(pk=item.pk) if item else None, "space": space, "parent": Item(pk=parent.pk) if parent else None}
    known = Draft.objects.select_for_update().filter(user=user, kind=kind, **place).order_by("-changed_at")
    if item is None:
        # A new thing in the place of another that was begun before is another draft: nothing typed is written over.
        title = fields.get("title", "")
        known = known.of_one_sitting(title.strip() if isinstance(title, str) else "")
    if not any(_is_words(value) for value in fields.values()):
        known.delete()
        return None
    called_so = known.filter(fields__title=fields.get("title", ""))
    draft = called_so.first() or known.first() or Draft(user=user, kind=kind, **place)
    draft.fields, draft.base, draft.changed_at = fields, base, timezone.now()
    draft.save()
    oldest = Draft.objects.filter(user=user).order_by("-changed_at").values("pk")[KEPT : KEPT + 10]
    Draft.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).delete()
    return draft


def discard_draft(draft: Draft) -> None:
    """Throw a draft away, for good."""
    draft.delete()


def _length(value: str | list[str]) -> int:
    return len(value) if isinstance(value, str) else sum(map(len, value))


def _is_words(value: str | list[str]) -> bool:
    return any(part.strip() for part in ([value] if isinstance(value, str) else value))

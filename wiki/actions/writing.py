"""Writing pages: make one, save new words over a revision, make an old revision the current one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from hub import events, links, markdown
from hub.models import Draft, OutsideAuthor, Space, User, Watch, signed
from wiki import addresses
from wiki.actions.holding import hold, hold_space, tree_changed
from wiki.merge import Merge, merge3
from wiki.models import Page, Revision

ATTEMPTS = 5  # times an edit is merged anew because somebody was quicker


class EditConflict(Exception):
    """Somebody saved `theirs` while you were writing, and both changed the same lines. Nothing is saved, nothing is lost."""

    def __init__(self, base: Revision | None, theirs: Revision, merge: Merge) -> None:
        super().__init__(theirs)
        self.base, self.theirs, self.merge = base, theirs, merge


class PageGone(Exception):
    """The page was removed while you were writing."""


def create_page(
    space: Space,
    *,
    author: User | OutsideAuthor,
    title: str,
    text: str,
    parent: Page | None = None,
    topics: Iterable[str] = (),
    note: str = "",
    by: User | None = None,
    quiet: bool = False,
    at: datetime | None = None,
    **columns,
) -> Page:
    """Make a page; the same page sent twice is made once. Raises TitleReserved, TitleTaken and RefusedText.

    `by` is who brings in the words of an outside author; `columns` are further ones of `Page`.
    """
    title, text = tidy_title(title), tidy(text)
    writer = author if isinstance(author, User) else None
    rendered = markdown.render(text, space)
    moments = {"created_at": at, "changed_at": at} if at else {}
    with transaction.atomic():
        hold_space(space.pk)
        try:
            slug = addresses.find_free(space, title, writer)
        except addresses.TitleTaken as taken:
            if _is_the_same(taken.page, writer, text):
                return taken.page
            raise
        columns = {"owner": writer, "position": _last_position(space, parent), **moments, **columns}
        page = Page.objects.create(space=space, slug=slug, title=title, parent=parent, **columns, **signed(author))
        addresses.take(page)
        created = {"created_at": at} if at else {}
        page.add_revision(author, text=text, rendered=rendered, note=note, **created)
        page.tags.set(topics)
        mentioned = links.replace(page, "", rendered)
        links.appeared(page)
        tree_changed(space.pk)
        if writer:
            Watch.objects.join_in(writer, page)
            Draft.objects.filter(user=writer, kind="page", item=None, space=space).delete()
        events.record(by or writer, "wiki.page_created", page, anchor="r1", mentioned=mentioned, quiet=quiet, at=at, revision=page.current_id)
    return page


def edit_page(
    page: Page,
    *,
    editor: User | OutsideAuthor,
    title: str,
    text: str,
    base: int,
    note: str = "",
    minor: bool = False,
    topics: Iterable[str] | None = None,
    by: User | None = None,
    quiet: bool = False,
    at: datetime | None = None,
) -> Revision:
    """Save new words over revision `base`; what others saved since is merged in. Answers the revision that is current then.

    The same words again make no revision. Raises EditConflict, PageGone, TitleReserved, TitleTaken and RefusedText.
    """
    return _save(
        page, editor, tidy_title(title), tidy(text), base, note=note, minor=minor, topics=topics, by=by, quiet=quiet, at=at
    )


def restore_revision(page: Page, *, editor: User, number: int, note: str = "") -> Revision:
    """Make the words of an older revision the current ones, as a new revision; the title stays."""
    old = page.revisions.get(number=number)
    current = Revision.objects.get(pk=Page.objects.values("current").get(pk=page.pk)["current"])
    return _save(page, editor, current.title, old.text, current.number, note=note, restored=old)


def tidy(text: str) -> str:
    """A text with one kind of line end and without what no database keeps."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def tidy_title(title: str) -> str:
    """A title on one line."""
    return " ".join(tidy(title).split())


def _save(
    page: Page,
    editor: User | OutsideAuthor,
    title: str,
    text: str,
    base: int,
    *,
    note: str = "",
    minor: bool = False,
    topics: Iterable[str] | None = None,
    restored: Revision | None = None,
    by: User | None = None,
    quiet: bool = False,
    at: datetime | None = None,
) -> Revision:
    writer = editor if isinstance(editor, User) else None
    topics = None if topics is None else list(topics)
    for _attempt in range(ATTEMPTS):
        # Merging and rendering may take long: they are done before the transaction, which only looks whether it still holds.
        current = Revision.objects.get(pk=Page.objects.values("current").get(pk=page.pk)["current"])
        new_title, new_text = _merged(page, current, base, title, text)
        rendered = markdown.render(new_text, page.space)
        with transaction.atomic():
            held = hold(page)
            if held.removed_at:
                raise PageGone
            if held.current_id != current.pk:
                continue
            if writer:
                Draft.objects.filter(user=writer, kind="page", item=page.pk).delete()
            retagged = _set_topics(held, topics)
            if (new_title, new_text) == (held.title, current.text):
                if retagged:
                    links.raise_shown([held.pk])
                    events.record(by or writer, "wiki.page_tagged", held, quiet=True)
                return current
            if new_title != held.title:
                _rename(held, new_title, writer)
            created = {"created_at": at} if at else {}
            columns = {"note": note, "minor": minor, "restored": restored, **created}
            revision = held.add_revision(editor, text=new_text, rendered=rendered, **columns)
            mentioned = links.replace(held, "", rendered)
            held.touch(at=at)
            if writer:
                Watch.objects.join_in(writer, held)
            events.record(
                by or writer,
                "wiki.page_restored" if restored else "wiki.page_edited",
                held,
                anchor=f"r{revision.number}",
                mentioned=mentioned,
                quiet=quiet or (minor and not mentioned),
                at=at,
                revision=revision.pk,
                **({"restored": restored.number} if restored else {}),
            )
        _copy(held, page)
        return revision
    raise EditConflict(None, current, merge3("", text, current.text))


def _merged(page: Page, current: Revision, base: int, title: str, text: str) -> tuple[str, str]:
    """Title and text with what others saved since revision `base`. Raises EditConflict."""
    if current.number == base:
        return title, text
    old = page.revisions.filter(number=base).first()
    merge = merge3(old.text if old else "", text, current.text)
    titles_clash = old and title not in (old.title, current.title) and current.title != old.title
    if merge.conflicts or titles_clash:
        raise EditConflict(old, current, merge)
    return (current.title if old and title == old.title else title), merge.text


def _rename(page: Page, title: str, writer: User | None) -> None:
    slug = addresses.find_free(page.space, title, writer, page)
    page.title = title
    page.slug = slug
    page.save(update_fields=["title", "slug"])
    addresses.take(page)
    links.appeared(page)
    tree_changed(page.space_id)


def _set_topics(page: Page, topics: list[str] | None) -> bool:
    """Whether the page is about other topics now."""
    if topics is None:
        return False
    before = set(page.tags.values_list("pk", flat=True))
    page.tags.set(topics)
    return before != set(page.tags.values_list("pk", flat=True))


def _is_the_same(page: Page, writer: User | None, text: str) -> bool:
    """Whether somebody sent the page that they just made once more."""
    return writer is not None and page.author_id == writer.pk and page.current.number == 1 and page.current.text == text


def _last_position(space: Space, parent: Page | None) -> int:
    """Where people have put the pages beside it in order, a new one comes last; else all are in the order of the alphabet."""
    last = Page.objects.filter(in_space=space, parent=parent).aggregate(last=Max("position"))["last"]
    return last + 1 if last else 0


def _copy(held: Page, page: Page) -> None:
    """The caller's object learns what was saved."""
    for name in ("title", "slug", "summary", "current", "changed_at", "shown"):
        setattr(page, name, getattr(held, name))

"""Saving new words over a page, merged with what others saved meanwhile, and going back to old ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hub import events, files, links, markdown
from hub.models import Draft, OutsideAuthor, User, Watch
from hub.models.opened import is_closed
from hub.tagging import set_topics
from hub.texts import tidy, tidy_title
from wiki import addresses
from wiki.actions.holding import hold, hold_space, tree_changed
from wiki.merge import Merge, merge3
from wiki.models import Page, Revision

ATTEMPTS = 4  # times an edit is merged anew because somebody was quicker


class EditConflict(Exception):
    """Somebody saved `theirs` while you were writing, and both changed the same lines. Nothing is saved, nothing is lost."""

    def __init__(self, base: Revision | None, theirs: Revision, merge: Merge) -> None:
        super().__init__(theirs)
        self.base, self.theirs, self.merge = base, theirs, merge


class PageGone(Exception):
    """The page was removed while you were writing."""


@dataclass(frozen=True)
class _Edit:
    """What is to be saved, and how."""

    editor: User | OutsideAuthor
    title: str
    text: str
    base: int
    note: str = ""
    minor: bool = False
    topics: tuple[str, ...] | None = None
    restored: Revision | None = None
    keep_address: bool = False
    by: User | None = None
    quiet: bool = False
    at: datetime | None = None

    @property
    def writer(self) -> User | None:
        return self.editor if isinstance(self.editor, User) else None


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
    keep_address: bool = False,
    by: User | None = None,
    quiet: bool = False,
    at: datetime | None = None,
) -> Revision:
    """Save new words over revision `base`; what others saved since is merged in. Answers the revision that is current then.

    The same words again make no revision. A new title moves the address, unless `keep_address`.
    Raises EditConflict, PageGone, TitleReserved, TitleTaken and RefusedText.
    """
    edit = _Edit(
        editor,
        tidy_title(title),
        tidy(text),
        base,
        note=note,
        minor=minor,
        topics=None if topics is None else tuple(topics),
        keep_address=keep_address,
        by=by,
        quiet=quiet,
        at=at,
    )
    return _save(page, edit)


def restore_revision(page: Page, *, editor: User, number: int, note: str = "") -> Revision:
    """Make the words of an older revision the current ones, as a new revision; the title stays."""
    old, current = page.revisions.get(number=number), _current(page)
    return _save(page, _Edit(editor, current.title, old.text, current.number, note=note, restored=old))


def _save(page: Page, edit: _Edit) -> Revision:
    for _attempt in range(ATTEMPTS):
        if revision := _try(page, edit):
            return revision
    with transaction.atomic():  # so many are quicker that they have to wait for once
        hold_space(page.space_id)
        return _try(page, edit)


def _try(page: Page, edit: _Edit) -> Revision | None:
    """The revision that is current then; None where somebody saved while this was merged and rendered."""
    # Both may take long: done before the transaction, which only looks whether what they saw still holds.
    current = _current(page)
    title, text = _merged(page, current, edit)
    rendered = markdown.render(text, page.space)
    with transaction.atomic():
        held = hold(page)
        if held.removed_at:
            raise PageGone
        if held.current_id != current.pk:
            return None
        if edit.writer:
            Draft.objects.filter(user=edit.writer, kind="page", item=page.pk).delete()
        retagged = set_topics(held, edit.topics)
        if (title, text) == (held.title, current.text):
            if retagged:
                links.raise_shown([held.pk])
                events.record(edit.by or edit.writer, "wiki.page_tagged", held, quiet=True)
            return current
        if title != held.title:
            _rename(held, title, edit)
        revision = _add(held, text, rendered, edit)
    for name in ("title", "slug", "summary", "current", "changed_at", "shown"):
        setattr(page, name, getattr(held, name))  # the caller's object learns what was saved
    return revision


def _current(page: Page) -> Revision:
    """The current revision as the database has it now, whatever this object still holds."""
    return Revision.objects.select_related("author", "outside_author").get(
        pk__in=Page.objects.filter(pk=page.pk).values("current")
    )


def _merged(page: Page, current: Revision, edit: _Edit) -> tuple[str, str]:
    """Title and text with what others saved since the revision that was edited. Raises EditConflict."""
    if current.number == edit.base:
        return edit.title, edit.text
    older = page.revisions.exclude(is_closed(edit.writer, item="page")) if edit.writer else page.revisions
    old = older.filter(number=edit.base).first()
    labels = (_("your version"), _("version of %(name)s") % {"name": current.hand_name})
    merge = merge3(old.text if old else "", edit.text, current.text, labels=labels)
    titles_clash = old and edit.title not in (old.title, current.title) and current.title != old.title
    if merge.conflicts or titles_clash:
        raise EditConflict(old, current, merge)
    return (current.title if old and edit.title == old.title else edit.title), merge.text


def _rename(page: Page, title: str, edit: _Edit) -> None:
    if not edit.keep_address:
        page.slug = addresses.find_free(page.space, title, edit.writer, page)
    page.title = title
    page.save(update_fields=["title", "slug"])
    addresses.take(page)
    links.appeared(page)
    tree_changed(page.space_id)


def _add(page: Page, text: str, rendered: markdown.Rendered, edit: _Edit) -> Revision:
    """The revision with all that hangs on it; last, what happened."""
    at = {"created_at": edit.at} if edit.at else {}
    columns = {"note": edit.note, "minor": edit.minor, "restored": edit.restored, **at}
    revision = page.add_revision(edit.editor, text=text, rendered=rendered, **columns)
    mentioned = links.replace(page, "", rendered)
    page.touch(at=edit.at)
    if edit.writer:
        files.claim(page, text, uploader=edit.writer)
        Watch.objects.join_in(edit.writer, page)
    events.record(
        edit.by or edit.writer,
        "wiki.page_restored" if edit.restored else "wiki.page_edited",
        page,
        anchor=f"r{revision.number}",
        mentioned=mentioned,
        # A small change tells nobody but those whom it names.
        quiet=edit.quiet or (edit.minor and not mentioned),
        at=edit.at,
        revision=revision.pk,
        **({"named_only": True} if edit.minor else {}),
        **({"restored": edit.restored.number} if edit.restored else {}),
    )
    return revision

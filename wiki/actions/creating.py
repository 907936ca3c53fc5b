"""Making pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from hub import events, files, links, markdown
from hub.models import Draft, OutsideAuthor, Space, User, Watch, signed
from hub.texts import tidy, tidy_title
from wiki import addresses
from wiki.actions.holding import hold_space, tree_changed
from wiki.models import Page


def create_page(
    space: Space,
    *,
    author: User | OutsideAuthor,
    title: str,
    text: str,
    parent: Page | None = None,
    topics: Iterable[str] = (),
    note: str = "",
    slug: str = "",
    summary: str = "",
    by: User | None = None,
    quiet: bool = False,
    at: datetime | None = None,
    rendered: markdown.Rendered | None = None,
    **columns,
) -> Page:
    """Make a page; the same page sent twice is made once. Raises TitleReserved, TitleTaken and RefusedText.

    What imports bring: `by` is who brings in the words of an outside author, `slug` the free address that they chose for
    it, `rendered` the text rendered beforehand, because a transaction is open round this. `columns` are others of `Page`.
    """
    title, text = tidy_title(title), tidy(text)
    writer = author if isinstance(author, User) else None
    rendered = rendered or markdown.render(text, space)
    moments = {"created_at": at, "changed_at": at} if at else {}
    with transaction.atomic():
        hold_space(space.pk)
        try:
            slug = slug or addresses.find_free(space, title, writer)
        except addresses.TitleTaken as taken:
            if _is_the_same(taken.page, writer, title, text):
                return taken.page
            raise
        columns = {"owner": writer, "position": _last_position(space, parent), **moments, **columns}
        page = Page.objects.create(space=space, slug=slug, title=title, parent=parent, **columns, **signed(author))
        addresses.take(page)
        created = {"created_at": at} if at else {}
        page.add_revision(author, text=text, rendered=rendered, summary=summary, note=note, **created)
        page.tags.set(topics)
        mentioned = links.replace(page, "", rendered)
        links.appeared(page)
        tree_changed(space.pk)
        if writer:
            files.claim(page, text, uploader=writer)
            Watch.objects.join_in(writer, page)
            Draft.objects.filter(user=writer, kind="page", item=None, space=space, parent=parent).of_one_sitting(title).delete()
        events.record(
            by or writer,
            "wiki.page_created",
            page,
            anchor="r1",
            mentioned=mentioned,
            quiet=quiet,
            at=at,
            first=True,
            revision=page.current_id,
        )
    return page


def _is_the_same(page: Page, writer: User | None, title: str, text: str) -> bool:
    """Whether somebody sent the page that they just made once more."""
    if writer is None or page.author_id != writer.pk:
        return False
    return page.current.number == 1 and (page.title, page.current.text) == (title, text)


def _last_position(space: Space, parent: Page | None) -> int:
    """Where people have put the pages beside it in order, a new one comes last; else all are in the order of the alphabet."""
    last = Page.objects.filter(in_space=space, parent=parent).aggregate(last=Max("position"))["last"]
    return last + 1 if last else 0

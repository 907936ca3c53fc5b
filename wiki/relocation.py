"""Moving a page with all that is below it to another space: its old addresses lead on, its links still lead where they led."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hub import links, markdown
from hub.actions import relocating
from hub.actions.relocating import CannotMove, Mover
from hub.models import Item, Link, Space, User
from wiki import addresses, policy
from wiki.actions.placing import put
from wiki.models import Page


def _family(item: Item, by: User) -> list[Item]:
    """The page and those below it that `by` can see, from the top. The others stay behind, and nobody hears of them."""
    seen = Page.objects.visible_to(by).filter(in_space=item.space_id, trail__startswith=f"{item.trail}{item.pk}/")
    below = sorted(
        seen.select_related("space", "current", "parent"), key=lambda page: (len(page.above), page.position, page.pk)
    )
    if len(below) >= relocating.MOST:
        raise CannotMove(_("There are too many pages below it to move at once. Move a part of them first"))
    for page in below:
        if not policy.can_move(by, page):
            raise CannotMove(_("“%(title)s”, below it, is protected: ask a moderator to move it") % {"title": page.title})
    return [item, *below]


def _place(items: list[Item], space: Space, by: User) -> None:
    moved, top = {page.pk: page for page in items}, items[0].parent
    for stays in Page.objects.filter(parent__in=moved).exclude(pk__in=moved).select_related("space"):
        put(stays, top)
    for page in items:
        try:
            slug = addresses.find_free(space, page.title, by, page)
        except addresses.TitleTaken as taken:
            said = _("There is a page “%(title)s” already, or was one. Rename one of the two first")
            raise CannotMove(said % {"title": taken.page.title}) from taken
        above = [key for key in page.above if key in moved]
        page.space, page.slug, page.parent = space, slug, moved[above[-1]] if above else None
        page.position = page.position if above else 0
        page.save(update_fields=["space", "slug", "parent", "position"])
        page.addresses.filter(current=True).update(current=False)
        addresses.take(page)


def _settle(items: list[Item], old: Space, by: User) -> None:
    moved = {page.pk for page in items}
    leading = _texts_that_lead_back(old, moved)
    for page in items:
        if page.pk in leading:
            _lead_back(page, old, by, moved)


def _texts_that_lead_back(old: Space, moved: set[int]) -> set[int]:
    """Those whose text links to pages of the space that they leave, or to such as nobody has written yet."""
    rows = Link.objects.filter(source__in=moved, anchor="", kind="page", space=old).exclude(slug="")
    return set(rows.exclude(target__in=moved).values_list("source", flat=True))


def _lead_back(page: Page, old: Space, by: User, moved: set[int]) -> None:
    """A new version whose links name the space that they lead to; the words are the same. Where that cannot be said
    without changing what is shown (brackets in code), the text stays as it is: its links lead on until somebody edits it."""
    text, before = page.current.text, page.current
    slugs = set(Link.objects.filter(source=page.pk, anchor="", kind="page", target__in=moved).values_list("slug", flat=True))
    named = markdown.name_space(text, old.slug, except_for=slugs)
    try:
        rendered = markdown.render(named, page.space)
    except markdown.RefusedText:
        return
    if named == text or rendered.text != before.words:
        return
    columns = {"note": _("Links name the space they lead to"), "minor": True}
    page.add_revision(by, text=named, rendered=rendered, summary=page.summary, **columns)
    links.replace(page, "", rendered)


relocating.movers["page"] = Mover(may=policy.can_move, family=_family, place=_place, settle=_settle)

"""What a page view reads: the page with all that stands around it in one query, and the tree beside it in another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from hub import around, beside
from hub.expressions import CountUpTo, Listed, moment
from hub.models import Affiliation, User
from hub.models.opened import is_closed
from hub.prepared import Prepared
from wiki.models import Page, Revision

COUNTED = 500  # pages of a space that are counted; of more it only says "all"
BESIDE = 60  # pages shown on one level of the tree


@dataclass(frozen=True)
class Change:
    """One of the last revisions, as the rail shows it."""

    number: int
    note: str
    name: str
    agency: str
    at: datetime


def read_page(user: User, space: str, slug: str) -> Page | None:
    """The page at its current address, as far as `user` may see it, with what its view shows around the text.

    `changes` are its last three revisions, `topics` [{name, slug}], `pages` the number of pages of the space (None:
    many), `level` the reader's watch. The reader's role in the space is noted for `hub.policy`.
    """
    page = around.only(user, _page_at(user, space=space, slug=slug))
    if page is None:
        return None
    page.changes = [Change(**{**row, "at": moment(row["at"])}) for row in page.recent]
    page.pages = page.counted if page.counted <= COUNTED else None
    return page


@Prepared
def _page_at(user: User, space: str, slug: str) -> QuerySet[Page]:
    hands = [f"{revision}__{hand}" for revision in ("current", "published") for hand in ("author", "agency", "outside_author")]
    return (
        Page.objects.visible_to(user)
        .filter(space__slug=space, slug=slug, current__isnull=False)
        .select_related("space", "owner", *hands)
        .defer("current__text", "current__words", "published__text", "published__words")
        .annotate(
            **around.reader_of(user),
            owner_agency=Subquery(
                Affiliation.objects.current().filter(user=OuterRef("owner")).values(label=_label("agency"))[:1]
            ),
            topics=around.topics_of(),
            recent=Listed(
                Revision.objects.filter(page=OuterRef("pk"), suppressed=False)
                .exclude(is_closed(user, item="page"))
                .order_by("-number")[:3],
                number="number",
                note="note",
                name=Coalesce("author__name", "outside_author__name", Value("")),
                agency=Coalesce(_label("agency"), Value("")),
                at="created_at",
            ),
            **beside.counts(user),
            counted=CountUpTo(Page.objects.visible_to(user).filter(in_space=OuterRef("in_space")), COUNTED + 1),
        )
    )


def _label(agency: str) -> Coalesce:
    """The shortest name people know an agency by, as `Agency.label`."""
    return Coalesce(NullIf(f"{agency}__short_name", Value("")), f"{agency}__name")


@dataclass(frozen=True)
class Tree:
    """`nodes` for the tag `tree`; `above` are (title, address) of the pages above, from the top."""

    nodes: list[dict]
    above: list[tuple[str, str]]


def tree_around(page: Page, user: User) -> Tree:
    """The pages at the top of the space, those above, beside and right below `page`; one query."""
    above = page.above
    if page.parent_id:
        rows = _around(user, space=page.in_space_id, here=page.pk, above=[*above, page.pk], parent=page.parent_id)
    else:
        rows = _around_top(user, space=page.in_space_id, here=page.pk)
    space_url = page.get_absolute_url().removesuffix(f"{page.slug}/")
    nodes = {
        pk: {"title": title, "url": f"{space_url}{slug}/", "current": pk == page.pk, "children": [], "parent": parent}
        for pk, parent, title, slug in rows
    }
    top = []
    for node in nodes.values():
        # Below a page that this reader does not see, it stands at the top.
        (nodes[node["parent"]]["children"] if node["parent"] in nodes else top).append(node)
    return Tree(top, [(nodes[pk]["title"], nodes[pk]["url"]) for pk in above if pk in nodes])


@Prepared
def _around(user: User, space: int, here: int, above: list[int], parent: int) -> QuerySet[Page]:
    pages = Page.objects.visible_to(user).filter(in_space=space)
    levels = (_level(pages, None), _level(pages, parent), _level(pages, here))
    return _nodes(pages, *levels, above)


@Prepared
def _around_top(user: User, space: int, here: int) -> QuerySet[Page]:
    pages = Page.objects.visible_to(user).filter(in_space=space)
    return _nodes(pages, _level(pages, None), _level(pages, here), [here])


def _nodes(pages: QuerySet[Page], *shown: QuerySet | list[int]) -> QuerySet:
    which = reduce(or_, (Q(pk__in=keys) for keys in shown))
    return pages.filter(which).order_by("position", "sort", "pk").values_list("pk", "parent", "title", "slug")


def _level(pages: QuerySet[Page], parent: int | None) -> QuerySet:
    """The keys of the first pages below one."""
    return pages.filter(parent=parent).order_by("position", "sort").values("pk")[:BESIDE]

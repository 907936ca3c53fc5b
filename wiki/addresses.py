"""Under which slug a page is found: the current one, and for ever the ones it had before."""

from __future__ import annotations

from itertools import count

from hub import links
from hub.markdown import slugify
from hub.models import Space, User
from wiki.models import RESERVED, Page, PageAddress


class TitleReserved(Exception):
    """The address that belongs to a title is that of a part of every space."""


class TitleTaken(Exception):
    """A page that the writer can see has that address, now or formerly."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.page = page


@links.resolver("page", finds="page")
def find_pages(places: set[links.Place]) -> dict[links.Place, int]:
    """Which page each (space id, slug) leads to, old addresses included."""
    spaces, slugs = {space for space, _slug in places}, {slug for _space, slug in places}
    rows = PageAddress.objects.filter(space__in=spaces, slug__in=slugs).values_list("space", "slug", "page")
    return {(space, slug): page for space, slug, page in rows if (space, slug) in places}


def find_free(space: Space, title: str, writer: User | None, page: Page | None = None) -> str:
    """The address for a page of this title. Raises TitleReserved and TitleTaken.

    What the writer cannot see is passed over without a word; `writer` None (an import) passes over everything.
    `page` is the one that shall have it: its own addresses are free to it. So are those of removed pages.
    """
    base = slugify(title)
    if base in RESERVED:
        raise TitleReserved
    for number in count(1):
        slug = base if number == 1 else f"{base}-{number}"
        taken = PageAddress.objects.filter(space=space, slug=slug).select_related("page__space").first()
        if taken is None or taken.page_id == getattr(page, "pk", None) or taken.page.removed_at:
            return slug
        clashes = number == 1 or slugify(taken.page.title) == base
        if writer and clashes and Page.objects.visible_to(writer).filter(pk=taken.page_id).exists():
            raise TitleTaken(taken.page)


def take(page: Page) -> None:
    """Make `page.slug`, found free before, the current address of `page`; the one before goes on leading to it."""
    holder = PageAddress.objects.filter(space=page.space_id, slug=page.slug).select_related("page").first()
    if holder and holder.page_id != page.pk:
        _make_way(holder)
    page.addresses.filter(current=True).exclude(slug=page.slug).update(current=False)
    PageAddress.objects.update_or_create(space=page.space, slug=page.slug, defaults={"page": page, "current": True})


def lead(slug: str, page: Page) -> bool:
    """Let one more slug of its space lead to `page`; False where another page has it, or a tab."""
    if slug in RESERVED:
        return False
    holder = PageAddress.objects.filter(space=page.space_id, slug=slug).select_related("page").first()
    if holder and (holder.page_id == page.pk or not holder.page.removed_at):
        return holder.page_id == page.pk
    if holder:
        _make_way(holder)
    PageAddress.objects.create(space_id=page.space_id, slug=slug, page=page, current=False)
    return True


def _make_way(holder: PageAddress) -> None:
    """A removed page gives up this address; if it was its current one it gets another, to come back under."""
    removed, was_current = holder.page, holder.current
    holder.delete()
    if was_current:
        removed.slug = next(slug for n in count(2) if not _is_taken(removed, slug := f"{slugify(removed.title)}-{n}"))
        removed.save(update_fields=["slug"])
        PageAddress.objects.create(space_id=removed.space_id, slug=removed.slug, page=removed)


def _is_taken(page: Page, slug: str) -> bool:
    return PageAddress.objects.filter(space=page.space_id, slug=slug).exists()

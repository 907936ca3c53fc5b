"""The library: all of it, that of a space, and its bin."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub.expressions import Listed
from hub.models import Space, User
from hub.paging import cut
from hub.policy import can_write_somewhere, find_space, require
from hub.prepared import Prepared
from hub.questions import typed
from hub.templatetags.components import day
from resources import policy
from resources.languages import own_name
from resources.models import Resource
from resources.shelves import SORTS, Shelves, all_of
from resources.views.finding import trail_to

SIZE = 24  # cards on one screen
MOST_PAGES = 400


@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """Everything in the library that this reader may see."""
    return _show(request, None)


@require_safe
def in_space(request: HttpRequest, space: str) -> HttpResponse:
    """The library of one space."""
    return _show(request, find_space(request.user, space))


def _show(request: HttpRequest, space: Space | None) -> HttpResponse:
    shelves = Shelves(request.user, request.GET, typed(request), space)
    total, agencies = shelves.whole()
    found = shelves.rows().count() if shelves.is_filtered else total
    pages = min(-(-found // SIZE), MOST_PAGES)
    page = min(_page(request), max(pages, 1))
    filters = shelves.filters()
    context = {
        "space": space,
        "cards": _cards(shelves, page),
        "found": found,
        "total": total,
        "agencies": agencies,
        "words": shelves.words,
        "filters": filters,
        "on": shelves.in_use(filters),
        "sorts": shelves.sorts(),
        "sort_kept": shelves.sort if shelves.sort != "newest" else "",
        "kept": [(name, value) for name in ("q", *shelves.names) for value in request.GET.getlist(name)],
        "pages": _pages(request, page, pages),
        "may_add": policy.can_add(request.user, space) if space else can_write_somewhere(request.user),
        "may_see_bin": bool(space) and policy.can_see_bin(request.user, space),
        "add_url": reverse("resources:new", args=[space.slug]) if space else reverse("hub:new_in", args=["resource"]),
        "trail": trail_to(space)[:1] if space else [],
    }
    return render(request, "resources/list.html", context)


@require_safe
def bin(request: HttpRequest, space: str) -> HttpResponse:
    """Leaflets that were removed and can be brought back."""
    space = find_space(request.user, space)
    require(policy.can_see_bin(request.user, space), space)
    removed = Resource.objects.known_to(request.user).filter(space=space, removed_at__isnull=False)
    part = cut(removed.select_related("space", "removed_by"), request, by="removed_at")
    return render(request, "resources/bin.html", {"space": space, "part": part, "trail": trail_to(space)})


def _cards(shelves: Shelves, page: int) -> list[dict]:
    """The cards of one screen; one query."""
    if shelves.is_filtered or shelves.sort != "newest" or page > 1:
        return [_card(row) for row in _drawn(shelves.sorted(), shelves.user)[(page - 1) * SIZE : page * SIZE]]
    return [_card(row) for row in _newest(shelves.user, space=shelves.space.pk if shelves.space else None)]


@Prepared
def _newest(user: User, space: int | None) -> QuerySet[Resource]:
    return _drawn(all_of(user, space).order_by(*SORTS["newest"][1]), user)[:SIZE]


def _drawn(rows: QuerySet[Resource], user: User) -> QuerySet[Resource]:
    """With all that a card shows."""
    others = Resource.objects.visible_to(user).filter(translation_of=OuterRef("pk"))
    rows = rows.select_related("space", "agency", "outside_author", "current__file__blob").defer("current__words")
    return rows.annotate(others=Listed(others.order_by("language"), language="language"))


def _card(row: Resource) -> dict:
    """What components/card.html shows."""
    by = row.agency.label if row.agency else row.outside_author.name if row.outside_author else ""
    updated = _("Updated %(date)s") % {"date": day(row.changed_at)}
    said = [f"{row.get_form_display()}, {by}" if by else row.get_form_display(), updated]
    if row.status in {"review_due", "out_of_date"}:
        said.append(_("Review by %(date)s") % {"date": day(row.review_on)})
    languages = dict.fromkeys([row.language, *(other["language"] for other in row.others)])
    return {
        "resource": row,
        "image": f"/f/{row.current.picture_id}/"
        if row.current.picture_id
        else static(f"hub/library/{sign_of(row.current.ending)}.svg"),
        "meta": ". ".join(said),
        "languages": [(code, own_name(code)) for code in languages if code],
        "file": row.current.file_words,
    }


def sign_of(ending: str) -> str:
    """Which drawn sign stands for a file without a picture."""
    signs = {"DOCX": "text", "ODT": "text", "TXT": "text", "MD": "text", "XLSX": "table", "ODS": "table", "CSV": "table"}
    return signs.get(ending) or ("slides" if ending in {"PPTX", "ODP"} else "paper")


def _page(request: HttpRequest) -> int:
    number = request.GET.get("page", "")
    return max(int(number), 1) if number.isdecimal() and len(number) < 5 else 1


def _pages(request: HttpRequest, page: int, pages: int) -> dict | None:
    """For the pager: addresses before and after, and (number, address, current, gap before it) of those near."""
    if pages < 2:
        return None

    def address(number: int) -> str:
        asked = request.GET.copy()
        asked["page"] = number
        return f"?{asked.urlencode()}"

    near = [n for n in range(1, pages + 1) if n in {1, pages} or abs(n - page) <= 1]
    steps = [
        (number, address(number), number == page, number - before > 1) for before, number in zip([0, *near], near, strict=False)
    ]
    return {
        "steps": steps,
        "before": address(page - 1) if page > 1 else "",
        "after": address(page + 1) if page < pages else "",
    }

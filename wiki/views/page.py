"""Reading a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub import beside, etags, links
from hub.actions import watching
from hub.models import Space, review_status
from hub.routes import address
from wiki import policy
from wiki.models import Page
from wiki.reading import read_page, tree_around
from wiki.views.finding import elsewhere


@require_safe
def page(request: HttpRequest, space: str, slug: str) -> HttpResponse:
    """The page as this reader may see it. Five queries with session and person; three where they have it already."""
    page = read_page(request.user, space, slug)
    if page is None:
        return elsewhere(request, space, slug)
    etag = etags.etag_for(request, "page", page.pk, page.shown, page.space.shown, page.my_role, page.level)
    if answer := etags.not_modified(request, etag):
        return answer
    revision = page.published or page.current
    text, here = links.shown_with_here(revision.html, page, request.user)
    tree = tree_around(page, request.user)
    context = {
        "page": page,
        "space": page.space,
        "revision": revision,
        "text": text,
        "topics_about": [item for item in here if item.kind == "topic"],
        "linked_from": [item for item in here if item.kind != "topic"],
        "kept_about": beside.links_of(page, request.user),
        "nodes": tree.nodes,
        "trail": [*trail_to(page.space), *tree.above],
        "status": status_of(page),
        "watching": watching.is_on(page.level),
        "can": policy.abilities(request.user, page),
    }
    return etags.tagged(render(request, "wiki/page.html", context), etag)


def trail_to(space: Space, *pages: Page) -> list[tuple[str, str]]:
    """The breadcrumb of what lies right below `pages` of `space`."""
    above = [(page.title, page.get_absolute_url()) for page in pages]
    return [(_("Spaces"), address("hub:spaces")), (space.title, space.get_absolute_url()), *above]


def status_of(page: Page) -> str:
    """The code of the tag beside the title: whether somebody should look the page through again."""
    status = review_status(page.review_on)
    return "reviewed" if status == "current" else status

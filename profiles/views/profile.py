"""One person: the page, the card beside a byline, the photo."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from hub import evidence
from hub.actions import watching
from hub.middleware.headers import gives_pictures
from hub.models import Item, Space, User
from hub.paging import cut
from hub.people import known_to
from hub.policy import standing
from profiles.contributions import contributions_of, kinds_of, last_acts, subjects_of
from profiles.directory import met
from profiles.fields import TEXTS, open_to
from profiles.models import Photo, Profile
from profiles.policy import can_edit

SPACES = 12
ON_CARD = 3  # topics
_POLICY = "default-src 'none'; sandbox"


@require_safe
def profile(request: HttpRequest, handle: str) -> HttpResponse:
    """One person; `?kind=` narrows what they did here."""
    found = _find(request.user, handle)
    if found is None:
        return _name_only(request, handle)
    person, viewer = found.user, request.user
    mine = contributions_of(person, viewer)
    kinds = kinds_of(mine)
    kind = request.GET.get("kind", "")
    kind = kind if kind in dict(kinds) else ""
    part = cut((mine.filter(kind=kind) if kind else mine).select_related("space"), request, by="did_at", size=15)
    acts = last_acts(person, part.rows)
    subjects = subjects_of(mine, most=50)
    counts = {one.slug: one.count for one in subjects}
    said = _said(found, viewer)
    expertise = _expertise(found) if "topics" in open_to(found, viewer) else []
    context = {
        "profile": found,
        "person": person,
        "said": said,
        "photo": said.pop("photo", ""),
        "expertise": [(row, counts.get(row.tag.slug, 0)) for row in expertise],
        "tabs": [("", sum(n for _kind, n in kinds), not kind), *((name, n, name == kind) for name, n in kinds)],
        "labels": {name: Item.kinds[name]._meta.verbose_name_plural for name, _n in kinds},
        "part": part,
        "rows": [(item, acts.get(item.pk)) for item in part.rows],
        "subjects": subjects[:8],
        "proofs": evidence.of(person, viewer),
        "posts": list(person.affiliations.select_related("agency").order_by("-verified_at", "-pk")),
        "spaces": list(Space.objects.visible_to(viewer).filter(memberships__in=_memberships(person)).distinct()[:SPACES]),
        "following": watching.is_on(watching.level_of(viewer, found)),
        "can_edit": can_edit(viewer, found),
    }
    return render(request, "profiles/profile.html", context)


@require_safe
def card(request: HttpRequest, handle: str) -> HttpResponse:
    """What shows beside a byline: a fragment of a page."""
    found = _find(request.user, handle)
    if found is None:
        person = get_object_or_404(known_to(request.user), handle=handle)
        return render(request, "profiles/card.html", {"person": person})
    said = _said(found, request.user)
    context = {
        "profile": found,
        "person": found.user,
        "said": said,
        "photo": said.pop("photo", ""),
        "expertise": _expertise(found)[:ON_CARD] if "topics" in open_to(found, request.user) else [],
    }
    return render(request, "profiles/card.html", context)


@gives_pictures
@require_safe
def photo(request: HttpRequest, handle: str) -> HttpResponse:
    """The photo, for those whom it is for. Permission is asked before any 304."""
    found = _find(request.user, handle)
    if found is None or "photo" not in open_to(found, request.user):
        raise Http404
    picture = get_object_or_404(Photo, profile=found)
    etag = f'"{picture.digest}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(bytes(picture.content), content_type="image/jpeg")
    response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
    response["Content-Security-Policy"] = _POLICY
    return response


def _find(viewer: User, handle: str) -> Profile | None:
    rows = met(Profile.objects.visible_to(viewer), viewer).filter(user__verified_at__isnull=False)
    return rows.select_related("user").filter(user__handle=handle).first()


def _name_only(request: HttpRequest, handle: str) -> HttpResponse:
    """What a guest reads of somebody in one of their spaces: the name. Of anybody else nothing."""
    if not standing(request.user).guest:
        raise Http404
    person = get_object_or_404(known_to(request.user), handle=handle)
    return render(request, "profiles/name.html", {"person": person})


def _said(profile: Profile, viewer: User) -> dict[str, str]:
    """{field: what it says} of all that this viewer may see; `photo` is the photo's hash."""
    shown = open_to(profile, viewer)
    said = {field.name: getattr(profile, field.name) for field in TEXTS if field.name in shown}
    if "photo" in shown:
        said["photo"] = Photo.objects.filter(profile=profile).values_list("digest", flat=True).first() or ""
    return said


def _expertise(profile: Profile) -> list:
    return list(profile.expertise.select_related("tag").order_by("-level", "tag__name"))


def _memberships(person: User):
    return person.memberships.current().values("pk")

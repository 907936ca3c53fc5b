"""What people do with their profile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from hub import events, links
from hub.accounts.actions import pick_agency, rename
from hub.accounts.one_account import merges
from hub.accounts.scrubbing import nobody, scrubs
from hub.models import Item, Link, Tag, TaggedItem, User, Watch
from hub.models.people import erased_handle
from hub.texts import straight
from profiles.fields import TEXTS
from profiles.models import Expertise, Photo, Profile


@transaction.atomic
def introduce(user: User, *, name: str, agency_name: str = "", language: str = "") -> Profile:
    """Somebody new says who they are, and for whom they work where their address does not tell."""
    if agency_name:
        pick_agency(user, agency_name)
    rename(user, name=name, language=language or user.language)
    Profile.greet(user)
    profile = Profile.objects.get(user=user)
    events.record(user, "profiles.introduced", profile, quiet=True)
    return profile


@transaction.atomic
def say_role(profile: Profile, *, role: str, team: str) -> None:
    """What somebody does, and in which team."""
    if (profile.role, profile.team) != (role, team):
        profile.role, profile.team = role, team
        profile.save(update_fields=["role", "team"])
        profile.publish()
        profile.touch()
        events.record(profile.user, "profiles.changed", profile, quiet=True)


@transaction.atomic
def change_profile(
    profile: Profile,
    *,
    texts: Mapping[str, str],
    topics: Iterable[tuple[str, int]],
    reach: Mapping[str, str],
    photo: tuple[bytes, str] | None = None,
    without_photo: bool = False,
) -> Profile:
    """Say something else of oneself. `topics` are (name, level), `reach` for whom each field is, `photo` of photos.taken.

    Lists and search move only where something for everyone changed: a change for fewer tells nobody that it happened.
    """
    held = Profile.objects.select_for_update(of=("self",)).select_related("user").get(pk=profile.pk)
    for name, text in texts.items():
        setattr(held, name, straight(text).strip())
    held.reach = dict(reach)
    held.save()
    levels = {name.lower(): (name, level) for name, level in topics}
    held.expertise.all().delete()
    rows = [Expertise(profile=held, tag=_tag(name), level=level) for name, level in levels.values()]
    Expertise.objects.bulk_create({row.tag_id: row for row in rows}.values())
    if photo or without_photo:
        Photo.objects.filter(profile=held).delete()
    if photo:
        Photo.objects.create(profile=held, content=photo[0], digest=photo[1])
    if held.publish():
        held.touch()
        events.record(held.user, "profiles.changed", held, quiet=True)
    else:
        links.raise_shown([held.pk])
    return held


def _tag(name: str) -> Tag:
    return Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)


@merges("profiles.Profile")
def _as_one(stays: Profile, goes: Profile) -> None:
    """Two profiles of one person: what only the other one says comes along, its followers too."""
    said = {field.name: getattr(goes, field.name) for field in TEXTS if not getattr(stays, field.name)}
    for name, text in said.items():
        setattr(stays, name, text)
    stays.save()
    known = stays.expertise.values("tag")
    goes.expertise.exclude(tag__in=known).update(profile=stays)
    if not Photo.objects.filter(profile=stays).exists():
        Photo.objects.filter(profile=goes).update(profile=stays)
    following = Watch.objects.filter(item=stays.pk).values("user")
    Watch.objects.filter(item=goes.pk).exclude(user__in=following).exclude(user=stays.user).update(item=stays.pk)
    Link.objects.filter(target=goes.pk).update(target=stays.pk)
    stays.publish()
    stays.touch()


@scrubs
def _without_a_person(person: User, using: str) -> None:
    """The profile of somebody whose name is taken out says nothing any more, and nobody follows it."""
    mine = Profile.objects.using(using).filter(user=person.pk)
    pk = mine.values_list("pk", flat=True).first()
    if pk is None:
        return
    Photo.objects.using(using).filter(profile=pk).delete()
    Expertise.objects.using(using).filter(profile=pk).delete()
    TaggedItem.objects.using(using).filter(content_object=pk).delete()
    Watch.objects.using(using).filter(item=pk).delete()
    mine.update(reach={}, findable="", **{field.name: "" for field in TEXTS})
    Item.objects.using(using).filter(pk=pk).update(title=nobody(), summary="", slug=erased_handle(person.pk))

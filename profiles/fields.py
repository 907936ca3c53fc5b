"""What a profile says of a person, and who each of it is for: everyone, their own agency, nobody."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.models import User
from hub.policy import standing


class Reach(models.TextChoices):
    """For whom a field is."""

    EVERYONE = "everyone", _("Everyone in the hub")
    AGENCY = "agency", _("My agency")
    NOBODY = "nobody", _("Only me")


@dataclass(frozen=True)
class Field:
    """One thing a profile says: `reach` is for whom it is until its person chose otherwise."""

    name: str
    label: str | Promise
    hint: str | Promise = ""
    longest: int = 120
    is_long: bool = False
    reach: str = Reach.EVERYONE.value


TEXTS = (
    Field("role", _("Role"), _("What you do, in a few words, like benefits adviser")),
    Field("team", _("Team")),
    Field("profession", _("Profession"), _("Like inspector, translator, service designer")),
    Field("preferred_name", _("Name you prefer to be called")),
    Field("pronouns", _("Pronouns"), longest=40),
    Field("location", _("Place"), _("Town or building you usually work in")),
    Field("working_days", _("When you work"), _("Like Monday to Thursday, or mornings")),
    Field("languages", _("Languages"), _("As they call themselves, with how well if you like, like Cymraeg (fluent)"), 200),
    Field("about", _("About you"), _("What you did before, what you work on now"), 1000, is_long=True),
    Field("contact", _("How to reach you"), _("Phone, chat, or the days on which you answer"), 200, reach=Reach.AGENCY.value),
    Field("avoid", _("Do not ask me about"), _("What others think you know, and who knows it instead"), 200),
)
GROUPS = (Field("topics", _("What people can ask you about")), Field("photo", _("Photo")))
DEFAULTS = {field.name: field.reach for field in (*TEXTS, *GROUPS)}


def reach_of(profile, name: str) -> str:
    """For whom a field of `profile` is."""
    chosen = profile.reach.get(name)
    return chosen if chosen in Reach.values else DEFAULTS[name]


def for_everyone(profile) -> set[str]:
    """The names of the fields that are for everyone: all that search, lists and downloads may know."""
    return {name for name in DEFAULTS if reach_of(profile, name) == Reach.EVERYONE}


def open_to(profile, viewer: User) -> set[str]:
    """The names of the fields that `viewer` may see. A guest sees none: only the name."""
    if viewer.pk == profile.user_id:
        return set(DEFAULTS)
    known = standing(viewer)
    if not known.staff:
        return set()
    agency = known.trusted_agency_id
    if agency is None or standing(profile.user).trusted_agency_id != agency:
        return for_everyone(profile)
    return {name for name in DEFAULTS if reach_of(profile, name) != Reach.NOBODY}

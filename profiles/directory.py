"""Finding people: one box, and filters by topic and agency. Only what is for everyone is looked at, counted and sorted."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from hub.expressions import Listed
from hub.models import Affiliation, Agency, Item, TaggedItem, User
from hub.people import shares_a_space
from hub.prepared import Prepared
from profiles import spelling
from profiles.models import Expertise, Photo, Profile

MOST = 40  # topics and agencies that are offered
SIZE = 30
MOST_WORDS = 8  # of a question


def people_for(viewer: User) -> QuerySet[Profile]:
    """Everybody whose profile `viewer` may read."""
    return met(Profile.objects.visible_to(viewer), viewer).filter(user__is_active=True, user__verified_at__isnull=False)


def met(people: QuerySet[Profile], viewer: User) -> QuerySet[Profile]:
    """Staff know each other; a guest is known to those who share a space with them, and to nobody else."""
    staff = Q(user__employer__isnull=False) | Q(user__is_superuser=True) | Q(user__is_staff=True)
    return people.filter(staff | Q(user=viewer) | shares_a_space(viewer, "user"))


def found(people: QuerySet[Profile], viewer: User, query: str, *, misspelt: bool = False) -> QuerySet[Profile]:
    """Those for whom every word of `query` stands in the profile, in the agency's name or in a topic they write about.

    `misspelt`: a word may also be like a word of their name, up to two letters off.
    """
    words = query.lower().split()[:MOST_WORDS]
    close = spelling.close_words(words, people.order_by().values_list("title", flat=True)) if misspelt else {}
    for word in words:
        named = Q(agency__name__icontains=word) | Q(agency__short_name__icontains=word)
        works = Affiliation.objects.current().filter(named, user=OuterRef("user"))
        # Who never filled in a profile is found by what they wrote, as far as this reader may see it.
        wrote = TaggedItem.objects.filter(
            Exists(Item.objects.visible_to(viewer).filter(pk=OuterRef("content_object"))),
            content_object__author=OuterRef("user"),
            tag__name__icontains=word,
        ).exclude(content_object__kind="profile")
        here = Q(findable__contains=word) | Exists(works) | Exists(wrote)
        for name in close.get(word, ()):
            here |= Q(title__icontains=name)
        people = people.filter(here)
    return people


def about_topic(people: QuerySet[Profile], slug: str) -> QuerySet[Profile]:
    """Those who can be asked about a topic, and say so to everyone."""
    return people.filter(Exists(Expertise.objects.filter(profile=OuterRef("pk"), is_open=True, tag__slug=slug)))


def of_agency(people: QuerySet[Profile], slug: str) -> QuerySet[Profile]:
    """Those who work for an agency now."""
    return people.filter(Exists(Affiliation.objects.current().filter(user=OuterRef("user"), agency__slug=slug)))


def topics(people: QuerySet[Profile]) -> QuerySet:
    """(slug, name, how many people) of what one can ask these people about, the commonest first."""
    rows = Expertise.objects.filter(is_open=True, profile__in=people.order_by().values("pk"))
    return rows.values_list("tag__slug", "tag__name").annotate(n=Count("pk")).order_by("-n", "tag__name")[:MOST]


def agencies(people: QuerySet[Profile]) -> QuerySet:
    """(slug, name, how many people) of the agencies they work for."""
    rows = Affiliation.objects.current().filter(user__in=people.order_by().values("user"))
    rows = rows.exclude(agency__state=Agency.State.CLOSED)
    return rows.values_list("agency__slug", "agency__name").annotate(n=Count("pk")).order_by("agency__name")[:MOST]


def count(people: QuerySet[Profile]) -> QuerySet:
    """How many they are, as a row of one column."""
    return people.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values_list("n")


# The directory as most open it: nothing is asked, from its start.
@Prepared
def first_people(viewer: User) -> QuerySet[Profile]:
    """The first rows of everybody, one more than a page."""
    return rows(people_for(viewer)).order_by("title", "pk")[: SIZE + 1]


@Prepared
def topics_of_all(viewer: User) -> QuerySet:
    """`topics` of everybody."""
    return topics(people_for(viewer))


@Prepared
def agencies_of_all(viewer: User) -> QuerySet:
    """`agencies` of everybody."""
    return agencies(people_for(viewer))


@Prepared
def count_of_all(viewer: User) -> QuerySet:
    """`count` of everybody."""
    return count(people_for(viewer))


def rows(people: QuerySet[Profile]) -> QuerySet[Profile]:
    """With what a card shows: `works_for`, `asked` (topics for everyone), `photo` (its hash, if it is for everyone)."""
    works = Affiliation.objects.current().filter(user=OuterRef("user"))
    label = Coalesce(NullIf("agency__short_name", Value("")), "agency__name")
    expertise = Expertise.objects.filter(profile=OuterRef("pk"), is_open=True).order_by("-level", "tag__name")
    photos = Photo.objects.filter(profile=OuterRef("pk"), is_open=True)
    return people.select_related("user").annotate(
        works_for=Subquery(works.annotate(label=label).values("label")[:1]),
        asked=Listed(expertise[:4], name=F("tag__name"), slug=F("tag__slug")),
        photo=Subquery(photos.values("digest")[:1]),
    )

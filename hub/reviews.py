"""Things that somebody should look at again: which types are asked about, what is due, and saying that it is still right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub import events, links, policy
from hub.home import LIMIT, Need, needs_you
from hub.models import Event, Item, Review, User, review_status
from hub.models.reviews import AGAIN_AFTER, DUE_BEFORE
from hub.templatetags.components import STATUSES, day


@dataclass(frozen=True)
class Reviewed:
    """What a content type says about its reviews: who may, and how it is written down."""

    may: Callable[[User, Item], bool] = policy.can_answer_for
    tell: Callable[..., Event] = events.record  # (actor, verb, item, quiet=…); its hand is the review's


kinds: dict[str, Reviewed] = {}


def reviewed(kind: str, **said) -> None:
    """Items of this kind have a review date, and their owner is asked when it comes."""
    kinds[kind] = Reviewed(**said)


def can_review(user: User, item: Item) -> bool:
    """Say that it is still right. `item` as its own type."""
    return item.kind in kinds and kinds[item.kind].may(user, item)


@transaction.atomic
def say_still_right(item: Item, *, by: User, until: date | None = None) -> Review:
    """Write down that somebody looked at it and it holds; it is asked about again on `until`, or in a year."""
    held = item.type.objects.select_for_update(of=("self",)).select_related("space").get(pk=item.pk)
    now = timezone.now()
    held.review_on = until or timezone.localdate() + AGAIN_AFTER
    held.save(update_fields=["review_on"])
    links.raise_shown([held.pk])
    told = kinds[held.kind].tell(by, "hub.still_right", held, quiet=True)
    return Review.objects.create(item=Item(pk=held.pk), by=told.actor, agency=told.agency, at=now)


def _due(user: User, until: date) -> QuerySet[Item]:
    place = Q(space__in=policy.writable_spaces(user))
    if policy.standing(user).staff:
        place |= Q(space=None)
    mine = Item.objects.visible_to(user).filter(place, owner=user, kind__in=kinds, review_on__lte=until)
    return mine.select_related("space").order_by("-review_on")[: 4 * LIMIT]


@needs_you("reviews", rows=_due, values=lambda user: {"until": timezone.localdate() + DUE_BEFORE})
def reviews_due(user: User, rows: list[Item]) -> list[Need]:
    """What they own, in places where they may write, and whose review date is near or past."""
    today = timezone.localdate()
    return [_need(item, today) for item in rows]


def _need(item: Item, today: date) -> Need:
    status = review_status(item.review_on, today)
    word, colour = STATUSES[status]
    said = _("Its review date was %(date)s. Is it still right?")
    if status != "out_of_date":
        said = _("Its review date is %(date)s. Is it still right?")
    return Need(
        title=item.title,
        why=said % {"date": day(item.review_on)},
        url=item.get_absolute_url(),
        tag=str(word) if item.review_on <= today else _("Review soon"),
        icon=item.type.icon,
        at=timezone.make_aware(datetime.combine(min(item.review_on, today), time())),
        colour=colour,
        act=_("Still right"),
        act_url=reverse("hub:review", args=[item.pk]),
    )

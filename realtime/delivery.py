"""Who is told: turns events into notices, in batches that survive being killed."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import NamedTuple

from django.db import transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from hub import clock
from hub.models import Delivery, Event, Item, TaggedItem, User, Watch
from hub.prepared import Prepared
from hub.reach import who_can_see_part
from hub.worker import GIVE_UP_AFTER, next_try, sweep
from realtime import pulse
from realtime.models import Notification

WINDOWS_FIRST = 0.25  # seconds in which open windows hear that something changed, before notices are written
MENTION = "mention"  # the reason that beats all others
BATCH = 2000  # people a transaction: memory stays flat and the write lock short


@sweep("deliver", first=True)
def deliver() -> int:
    """Do one batch of the oldest event that is not delivered; the number of people told, plus one when it ended."""
    delivery = next(iter(_oldest(None)), None)
    if delivery is None:
        return 0
    # The claim: whoever moves `attempts` has it; another worker finds it not due for a minute.
    claimed = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, cursor=delivery.cursor).update(
        attempts=F("attempts") + 1, not_before=timezone.now() + timedelta(minutes=1)
    )
    if not claimed:
        return 0
    if not delivery.cursor and delivery.event.item_id:
        # Open windows first: what they show has changed, whoever else is still to be told.
        pulse.ping(items=[delivery.event.item_id], wait=WINDOWS_FIRST)
    try:
        return deliver_batch(delivery)
    except Exception as error:
        parked = timezone.now() if delivery.attempts + 1 >= GIVE_UP_AFTER else None
        Delivery.objects.filter(pk=delivery.pk).update(
            not_before=next_try(delivery.attempts + 1), last_error=repr(error)[:500], parked_at=parked
        )
        raise


@Prepared
def _oldest(_user: None) -> QuerySet[Delivery]:
    due = Delivery.objects.filter(done_at=None, parked_at=None, not_before__lte=clock.now())
    return due.select_related("event__item__space", "event__actor").order_by("event_id")[:1]


def deliver_batch(delivery: Delivery) -> int:
    """Tell the next people after the cursor, in one transaction with it: killed anywhere, each is told once."""
    event = delivery.event
    # A quiet event tells nobody.
    heard = event.item is not None and not event.quiet
    keys = concerned(event, after=delivery.cursor) if heard else []
    people = told_of(event, keys) if keys else []
    with transaction.atomic():
        told = tell(event, people)
        ended = len(keys) < BATCH
        Delivery.objects.filter(pk=delivery.pk).update(
            cursor=keys[-1] if keys else delivery.cursor,
            told=F("told") + told,
            attempts=0,
            not_before=timezone.now(),
            done_at=timezone.now() if ended else None,
        )
    # After the commit: whoever asks now finds the rows.
    if rung := [person.pk for person in people if person.at_once]:
        pulse.ping(dict(User.objects.filter(pk__in=rung).values_list("pk", "bell_version")))
    return len(people) + (ended or not people)


class Recipient(NamedTuple):
    """Who is told: at once or in the digest only, by name or because of a watch (`why`)."""

    pk: int
    at_once: bool
    is_mentioned: bool
    why: str | None


def concerned(event: Event, *, after: int) -> list[int]:
    """The keys of the next batch of those whom an event may concern, because of a watch or by name; one short query.

    Most events concern few people of many. Who of them is told, `recipients` says.
    """
    actor = event.actor
    who = {"actor": actor and actor.pk, "handle": actor and actor.handle}
    where = {"item": event.item_id, "event": event.pk, "space": event.item.space_id}
    return [pk for (pk,) in _concerned(BATCH, _enough(event))(None, after=after, **where, **who)]


@cache
def _concerned(most: int, enough: int) -> Prepared:
    def build(_user: None, item: int, event: int, after: int, **maybe: int | str | None) -> QuerySet:
        on = Q(item=item) | Q(tag__in=TaggedItem.objects.filter(content_object=item).values("tag"))
        if maybe["space"] is not None:
            on |= Q(space=maybe["space"])
        if maybe["handle"] is not None:
            on |= Q(item__in=Item.objects.filter(kind="profile", slug=maybe["handle"]).values("pk"))
        heard = Watch.objects.filter(on).filter(Q(level=Watch.Level.DIGEST) | Q(level__gte=enough))
        named = Event.mentioned.through.objects.filter(event=event)
        people = User.objects.filter(Q(pk__in=heard.values("user")) | Q(pk__in=named.values("user")), pk__gt=after)
        people = people if maybe["actor"] is None else people.exclude(pk=maybe["actor"])
        return people.order_by("pk").values_list("pk")[:most]

    return Prepared(build)


def _enough(event: Event) -> int:
    """The least level of a watch that hears of it: what is new reaches also those who want to hear of new things only."""
    return Watch.Level.FIRST if event.data.get("first") else Watch.Level.EVERYTHING


def told_of(event: Event, keys: list[int]) -> list[Recipient]:
    """Those of `keys` who are `recipients`, as plain values, because there may be many."""
    rows = recipients(event).filter(pk__in=keys).order_by("pk").values_list("pk", "at_once", "was_mentioned", "why")
    return [Recipient(pk, at_once, mentioned is not None, why) for pk, at_once, mentioned, why in rows]


def recipients(event: Event) -> QuerySet[User]:
    """Watchers and mentioned, without the actor and the muted, of those who can see the item; with `why`, and whether
    they hear of it `at_once` or in their digest only. `named_only` in the event's data: only those whom it names."""
    item = event.item
    mine = Watch.objects.filter(user=OuterRef("pk"))
    level = Coalesce(
        Subquery(mine.filter(item=item).values("level")[:1]),
        Subquery(mine.filter(tag__tagged__content_object=item.pk).order_by("-level").values("level")[:1]),
        Subquery(mine.filter(space=item.space_id).values("level")[:1]) if item.space_id else None,
        -1,
    )
    mentioned = Q(pk__in=event.mentioned.values("pk"))
    muted = Q(pk__in=Watch.objects.filter(item=item, level=Watch.Level.MUTE).values("user"))
    people = who_can_see_part(item, event.created_at).exclude(pk=event.actor_id).annotate(level=level)
    at_once = mentioned if event.data.get("named_only") else mentioned | Q(level__gte=_enough(event)) | _follow(event)
    later = Q(pk__in=[]) if event.data.get("named_only") else Q(level=Watch.Level.DIGEST)
    people = people.filter(at_once | later).exclude(muted)
    return people.annotate(
        at_once=ExpressionWrapper(at_once, output_field=BooleanField()),
        was_mentioned=Subquery(event.mentioned.filter(pk=OuterRef("pk")).values("pk")[:1]),
        why=Subquery(
            mine.filter(Q(item=item) | Q(space=item.space_id, space__isnull=False))
            .order_by(F("item").desc(nulls_last=True))
            .values("reason")[:1]
        ),
    )


def _follow(event: Event) -> Q:
    """Who follows the person that did it, which is watching their profile, and chose nothing else for this very item."""
    if event.actor is None:
        return Q(pk__in=[])
    profile = Watch.objects.filter(item__kind="profile", item__slug=event.actor.handle, level__gte=Watch.Level.EVERYTHING)
    return Q(pk__in=profile.values("user")) & ~Q(pk__in=Watch.objects.filter(item=event.item).values("user"))


def tell(event: Event, people: list[Recipient]) -> int:
    """One notice each: raise the unread row, or make it; whoever has this event already is left out. How many were told."""
    if not people:
        return 0
    keys = [person.pk for person in people]
    mine = Notification.objects.filter(item=event.item_id)
    unread = mine.filter(read_at=None)
    news = {"last_event": event, "count": F("count") + 1, "created_at": event.created_at}
    told = 0
    # What was for the digest only is for the bell too as soon as something in it is.
    for at_once, more in ((True, {"in_bell": True}), (False, {})):
        if some := [person.pk for person in people if person.at_once is at_once]:
            told += unread.filter(user__in=some, last_event__lt=event.pk).update(**news, **more)
    if mentioned := [person.pk for person in people if person.is_mentioned]:
        unread.filter(user__in=mentioned).update(reason=MENTION)
    have = set(mine.filter(user__in=keys, last_event__gte=event.pk).values_list("user", flat=True))
    new = [
        Notification(
            user_id=person.pk,
            item_id=event.item_id,
            last_event=event,
            created_at=event.created_at,
            in_bell=person.at_once,
            reason=MENTION if person.is_mentioned else person.why or Watch.Reason.CHOSE,
        )
        for person in people
        if person.pk not in have
    ]
    Notification.objects.bulk_create(new, ignore_conflicts=True)
    count_unread([person.pk for person in people if person.at_once])
    return told + len(new)


def count_unread(people: set[int] | list[int], using: str = "default") -> None:
    """Write each person's unread count beside their name and raise the bell's version; in the same transaction."""
    unread = (
        Notification.objects.in_bell()
        .filter(user=OuterRef("pk"), read_at=None)
        .order_by()
        .values("user")
        .annotate(n=Count("pk"))
        .values("n")
    )
    User.objects.using(using).filter(pk__in=people).update(
        unread=Coalesce(Subquery(unread), 0), bell_version=F("bell_version") + 1
    )

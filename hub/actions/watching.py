"""What people want to hear of: items, spaces and topics."""

from __future__ import annotations

from django.db import transaction

from hub.models import Item, Space, Tag, User, Watch

Target = Item | Space | Tag

# From most to least. What waits for the digest disturbs less than what is new and more than being named.
LADDER = (Watch.Level.EVERYTHING, Watch.Level.FIRST, Watch.Level.DIGEST, Watch.Level.MENTIONS, Watch.Level.MUTE)


def level_of(user: User, target: Target) -> int | None:
    """The level that `user` has for this very thing; None where they have said nothing."""
    return Watch.objects.filter(user=user, **_column(target)).values_list("level", flat=True).first()


def is_on(level: int | None) -> bool:
    """Whether a level means hearing of what happens, so that the button says "Stop watching"."""
    return level is not None and level >= Watch.Level.FIRST


@transaction.atomic
def set_level(user: User, target: Target, level: int) -> None:
    """Hear of `target` as `user` chose: their own word, which nothing they do later changes."""
    chosen = {"level": level, "reason": Watch.Reason.CHOSE}
    Watch.objects.update_or_create(user=user, **_column(target), defaults=chosen)


def less_than(level: int) -> Watch.Level:
    """The next lower level; nothing is as low as it goes."""
    return LADDER[min(LADDER.index(Watch.Level(level)) + 1, len(LADDER) - 1)]


def lessen(user: User, target: Target) -> Watch.Level:
    """Hear a little less of `target` than now, wherever that came from; answers the new level."""
    now = level_of(user, target)
    if now is None and isinstance(target, Item):
        # No word about the item itself: what they hear comes by its topics, else its space, else by being named.
        tagged = Watch.objects.filter(user=user, tag__tagged__content_object=target.pk).order_by("-level")
        around = tagged.values_list("level", flat=True).first()
        now = around if around is not None or target.space is None else level_of(user, target.space)
    level = less_than(Watch.Level.MENTIONS if now is None else now)
    set_level(user, target, level)
    return level


@transaction.atomic
def turn(user: User, target: Target, *, on: bool) -> None:
    """The button: everything about it, or no more than mentions. Turned off it is remembered, so taking part stays quiet."""
    if on:
        set_level(user, target, Watch.Level.EVERYTHING)
    elif isinstance(target, Tag):
        Watch.objects.filter(user=user, tag=target).delete()  # a row would stand before the space's own level
    else:
        set_level(user, target, Watch.Level.MENTIONS)


def _column(target: Target) -> dict[str, int]:
    name = "space" if isinstance(target, Space) else "tag" if isinstance(target, Tag) else "item"
    return {f"{name}_id": target.pk}

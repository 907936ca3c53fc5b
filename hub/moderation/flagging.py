"""Flags: saying that something is wrong, taking it on, deciding. The flagged never learn who it was."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from hub import events, mails
from hub.models import Flag, Item, Mail, Membership, User
from hub.moderation.removing import removers
from hub.policy import Role, can_administer

_KEEPERS = {Role.OWNER, Role.MODERATOR}


def to_decide(user: User) -> QuerySet[Flag]:
    """Open flags that `user` decides: of what they can see, in the spaces they keep in order, and of words not their own.

    Those who run the hub decide what belongs to no space, or where nobody else keeps order.
    """
    mine = Membership.objects.current().filter(user=user, role__in=_KEEPERS).values("space")
    place = Q(item__space__in=mine)
    if can_administer(user):
        place |= Q(is_kept=False)
    return _open().filter(place, item__in=Item.objects.visible_to(user)).exclude(author=user)


def out_of_reach(user: User) -> int:
    """How many flags wait where nobody keeps order and whoever runs the hub cannot read: such a space needs an owner."""
    return _open().filter(is_kept=False).exclude(item__in=Item.objects.visible_to(user)).count() if can_administer(user) else 0


def flag(item: Item, *, by: User, anchor: str = "", reason: str, words: str = "") -> Flag:
    """Say that something is wrong with `item` or a part of it; who does it twice has one flag. Raises LookupError."""
    author = item.type.part_author(item, anchor)
    place = {"item": Item(pk=item.pk), "anchor": anchor, "by": by, "state": Flag.State.OPEN}
    said = {"reason": reason, "words": words, "author_id": author}
    try:
        with transaction.atomic():
            row, made = Flag.objects.update_or_create(**place, defaults=said)
            if made:
                # The log names the flag, not the person: administrators may be the ones who were flagged.
                events.record(None, "hub.flagged", space=item.space, quiet=True, flag=row.pk)
    except IntegrityError:  # sent twice at the same moment: the first made it
        row = Flag.objects.get(**place)
    return row


def claim(row: Flag, *, by: User | None) -> None:
    """Take on everything that is said about this place, so that nobody else does; None gives it back."""
    _same_place(row).update(claimed_by=by)


@transaction.atomic
def decide(row: Flag, *, by: User, outcome: str, answer: str) -> bool:
    """Decide all that waits about this place, and remove it where that is the outcome; who flagged it hears of it by mail.

    False where somebody decided before.
    """
    rows = list(_same_place(row).select_for_update(of=("self",)).select_related("by", "item__space"))
    if not rows:
        return False
    now = timezone.now()
    _same_place(row).update(
        state=Flag.State.DECIDED, outcome=outcome, answer=answer, decided_by=by, decided_at=now, claimed_by=by
    )
    if outcome == Flag.Outcome.REMOVED:
        removers[row.item.kind](row.item, row.anchor, by=by, reason=answer)
    events.record(by, "hub.flag_decided", space=row.item.space, quiet=True, audit=True, flag=row.pk, outcome=outcome)
    for one in rows:
        context = {"flag": one, "item": one.item, "outcome": outcome, "answer": answer}
        mails.write(one.by.email, "flag_decided", context, user=one.by, about=[one.pk])
    return True


def _open() -> QuerySet[Flag]:
    """Open flags, each with `is_kept`: whether its space has somebody who keeps order and is not the author."""
    keepers = Membership.objects.current().filter(
        space=OuterRef("item__space"), role__in=_KEEPERS, user__is_active=True, user__verified_at__isnull=False
    )
    keepers = keepers.filter(~Q(user=Coalesce(OuterRef("author"), 0)))
    return Flag.objects.filter(state=Flag.State.OPEN, item__removed_at=None).annotate(is_kept=Exists(keepers))


def _same_place(row: Flag) -> QuerySet[Flag]:
    return Flag.objects.filter(item=row.item_id, anchor=row.anchor, state=Flag.State.OPEN)


def _still_knows(mail: Mail) -> bool:
    """An answer is about something: only to who could see it now, were it not removed."""
    row = Flag.objects.filter(pk__in=mail.about).first()
    return row is not None and knows_of(mail.user, row.item_id)


def knows_of(user: User, item: int) -> bool:
    """Whether `user` can see an item, or could if it were not removed."""
    return Item.objects.known_to(user).filter(pk=item).exists()


mails.kinds["flag_decided"] = mails.Kind(may_still_go=_still_knows)

"""What ends with an employment: the rights it gave, and all that hangs on them. Words stay, with whom they were written for."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from hub import events, mails
from hub.accounts import actions, guests
from hub.drafts import in_reach
from hub.models import (
    Affiliation,
    Agency,
    Audience,
    Draft,
    Invitation,
    Item,
    LeftBehind,
    Membership,
    Space,
    User,
    Watch,
)
from hub.models.authored import AGENCY_HAND

Role = Membership.Role

# Told in the same transaction, by whoever keeps more about what a person may see.
_told: list[Callable[[User], None]] = []


def when_rights_end(tidy: Callable[[User], None]) -> Callable[[User], None]:
    """Register what has to be tidied once `user` may see less than before."""
    _told.append(tidy)
    return tidy


@transaction.atomic
def let_go(user: User, agency: Agency, *, works_as: User | None = None) -> None:
    """End at once what `user` had through `agency`, which they left. Whom they work for now is written down already.

    `works_as` is another account of the same person, which works elsewhere and is about to take this one's rows.
    """
    now = works_as or user
    now.forget_standing()
    hand_over(user, agency)
    for membership in Membership.objects.filter(user=user).select_related("space", "user"):
        _end(membership, now)
    # Named for the agency's sake; who is the only one named stays, or nobody could read it any more.
    Audience.objects.filter(user=user, item__agency=agency).exclude(item__in=_only_for(user)).delete()
    guests.end_with_sponsor(user)
    withdraw_invitations(user)
    if works_as is None:
        withdraw(user)


def hand_over(user: User, agency: Agency) -> None:
    """Put what `user` answers for on the hand-over list of `agency`; its owner is to be found anew."""
    owned = Item.objects.filter(owner=user, removed_at=None).exclude(kind="profile").exclude(audience=Item.To.AUTHOR)
    # Who wrote under an agency's name is nobody's to know.
    owned = owned.exclude(outside_author__source=AGENCY_HAND)
    rows = [LeftBehind(user=user, agency=agency, item_id=pk) for pk in owned.values_list("pk", flat=True)]
    spaces = Space.objects.filter(memberships__in=Membership.objects.current().filter(user=user, role=Role.OWNER))
    for space in spaces:
        rows.append(LeftBehind(user=user, agency=agency, space=space))
        pass_on(space, leaving=user)
    LeftBehind.objects.bulk_create(rows, ignore_conflicts=True)
    Item.objects.filter(pk__in=[row.item_id for row in rows if row.item_id]).update(owner=None, shown=F("shown") + 1)


def pass_on(space: Space, *, leaving: User) -> User | None:
    """The last owner goes: the first moderator, else the member who has been there longest, answers for the space.

    Where there is neither, an administrator of the agency that they leave, else of the hub, who finds somebody: a space is
    never without an owner. Answers the new owner; None where there is one still.
    """
    able = Membership.objects.current().filter(space=space, user__in=User.objects.staff()).exclude(user=leaving)
    if able.filter(role=Role.OWNER).exists():
        return None
    first = Case(When(role=Role.MODERATOR, then=Value(0)), default=Value(1))
    heir = able.filter(role__in=[Role.MODERATOR, Role.MEMBER]).order_by(first, "joined_at", "pk").select_related("user").first()
    person = heir.user if heir else _administrator_for(leaving)
    if person is None:
        return None
    Membership.objects.update_or_create(space=space, user=person, defaults={"role": Role.OWNER, "until": None})
    User.objects.filter(pk=person.pk).update(epoch=F("epoch") + 1)
    events.record(None, "hub.space_passed_on", space=space, audit=True, user=person.pk, before=leaving.pk)
    return person


def _administrator_for(leaving: User) -> User | None:
    last = Affiliation.objects.filter(user=leaving).order_by("-verified_at", "-pk").values("agency")[:1]
    rows = Affiliation.objects.current().confirmed().filter(agency__in=last, administers=True, user__in=User.objects.staff())
    found = rows.exclude(user=leaving).select_related("user").order_by("verified_at", "pk").first()
    if found is not None:
        return found.user
    return User.objects.staff().filter(is_staff=True).exclude(pk=leaving.pk).order_by("pk").first()


def withdraw_invitations(user: User) -> None:
    """Nobody comes in any more by the word of somebody who went: invitations into spaces that they do not own now."""
    owned = Membership.objects.current().filter(user=user, user__is_active=True, role=Role.OWNER).values("space")
    Invitation.objects.open().filter(by=user).exclude(space__in=owned).update(withdrawn_at=timezone.now())


def withdraw(user: User) -> None:
    """Take back what waits for `user` and what they follow, as far as they may not see it now; open windows ask again."""
    user.forget_standing()
    seen, spaces = Item.objects.visible_to(user), Space.objects.visible_to(user)
    Watch.objects.filter(user=user, item__isnull=False).exclude(item__in=seen).delete()
    Watch.objects.filter(user=user, space__isnull=False).exclude(space__in=spaces).delete()
    mine = Draft.objects.filter(user=user)
    mine.exclude(pk__in=in_reach(mine, user).values("pk")).delete()
    mails.withdraw_stale(user)
    for tidy in _told:
        tidy(user)
    # What they took part in names them with another agency from now on.
    actions.named_otherwise(user)
    User.objects.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    user.forget_standing()


def _end(membership: Membership, now: User) -> None:
    """A space that is not everyone's was open to them as somebody's staff; in one that is, they go on as a member."""
    space = membership.space
    agency = now.standing.trusted_agency_id
    opened = space.visibility == Space.Visibility.AGENCIES and space.agencies.filter(pk=agency).exists()
    if not (space.visibility == Space.Visibility.OPEN or opened):
        Membership.objects.filter(pk=membership.pk).delete()
        events.record(membership.user, "hub.space_left", space=space, audit=True)
    elif membership.role in {Role.OWNER, Role.MODERATOR} and _has_another_owner(space, membership.user):
        Membership.objects.filter(pk=membership.pk).update(role=Role.MEMBER)


def _has_another_owner(space: Space, user: User) -> bool:
    owners = Membership.objects.current().filter(space=space, role=Role.OWNER, user__is_active=True)
    return owners.exclude(user=user).exists()


def _only_for(user: User):
    """Items that name `user` and nobody else."""
    others = Audience.objects.filter(user__isnull=False).exclude(user=user).values("item")
    return Item.objects.filter(audience_rows__user=user).exclude(pk__in=others).values("pk")


def _suspended(user: User) -> None:
    """Their guests go, and what they answered for is put on the list; their own memberships wait for them."""
    if user.agency is not None:
        hand_over(user, user.agency)
    else:
        for space in Space.objects.filter(memberships__in=Membership.objects.current().filter(user=user, role=Role.OWNER)):
            pass_on(space, leaving=user)
    withdraw_invitations(user)
    guests.end_with_sponsor(user)


actions.when_suspended.append(_suspended)

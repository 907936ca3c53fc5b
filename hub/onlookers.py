"""What somebody who is nobody in particular would see of a space: a member of staff, one of an agency, a guest.

    Onlooker.of_agency(parks).sees(space, among=Item.objects.visible_to(owner))

There is no such account, no session is changed and nobody's rights are used: the answer is part of what the owner sees.
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.models import Agency, Space, Standing, User
from hub.models.items import ItemQuerySet, in_audience
from hub.policy import can_ask, can_contribute, can_join

NO_ACCOUNT = 0  # the key of nobody: no membership, no audience and no author has it


@dataclass(frozen=True)
class Onlooker:
    """A reader who is no person; a guest is one of the space that is looked at."""

    user: User
    is_guest: bool = False

    @classmethod
    def of_agency(cls, agency: Agency | None = None) -> Onlooker:
        """Somebody on the staff, no member of any space, of this agency or of one that no space or item names."""
        user = User(pk=NO_ACCOUNT, is_active=True)
        user.__dict__["standing"] = Standing(staff=True, agency=agency)
        return cls(user)

    @classmethod
    def guest(cls) -> Onlooker:
        """Somebody from outside, invited to the space as a reader."""
        user = User(pk=NO_ACCOUNT, is_active=True)
        user.__dict__["standing"] = Standing(guest=True)
        return cls(user, is_guest=True)

    def knows_of(self, space: Space) -> bool:
        """Whether they know that the space exists."""
        return self.is_guest or Space.objects.listed_to(self.user).filter(pk=space.pk).exists()

    def reads(self, space: Space) -> bool:
        """Whether its content is theirs to read."""
        return self.is_guest or Space.objects.visible_to(self.user).filter(pk=space.pk).exists()

    def may(self, space: Space) -> dict[str, bool]:
        """Whether they may write there, join, or ask to be let in."""
        if self.is_guest:
            return {"contribute": False, "join": False, "ask": False}
        return {
            "contribute": self.reads(space) and can_contribute(self.user, space),
            "join": can_join(self.user, space),
            "ask": self.knows_of(space) and can_ask(self.user, space),
        }

    def sees(self, space: Space, *, among: ItemQuerySet) -> ItemQuerySet:
        """Of the items `among`, those of `space` that they would see."""
        items = among.filter(space=space)
        return items.filter(in_audience(self.user)) if self.reads(space) else items.none()

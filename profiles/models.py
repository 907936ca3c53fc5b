"""What the hub says about a person: made when they prove their address, theirs to change."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.models import Item, User, signed


class Profile(Item, kind="profile"):
    """One person's page. Its title is their name and its slug their handle."""

    icon = "person"

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="profile", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    @staticmethod
    def url_of(item: Item) -> str:
        return reverse("profiles:profile", args=[item.slug])

    @classmethod
    def greet(cls, user: User) -> None:
        """Make the profile of `user`, or give it their new name."""
        profile = cls.objects.filter(user=user).first()
        if profile is None:
            cls.objects.create(user=user, title=str(user), slug=user.handle, owner=user, **signed(user))
        elif profile.title != str(user):
            profile.title = str(user)
            profile.save(update_fields=["title"])
            profile.touch()

    def words(self) -> str:
        return f"{self.title}\n{self.role}"

    def export(self) -> dict:
        return {"name": self.title, "handle": self.slug, "role": self.role}

"""What the hub says about a person: made when they prove their address, theirs to change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models import Item, Tag, User, signed
from hub.routes import address
from profiles.fields import TEXTS, for_everyone


class Profile(Item, kind="profile"):
    """One person's page. Its title is their name and its slug their handle."""

    icon = "person"
    audience_is_chosen = False

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="profile", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=120, blank=True)
    team = models.CharField(_("team"), max_length=120, blank=True)
    profession = models.CharField(_("profession"), max_length=120, blank=True)
    preferred_name = models.CharField(_("preferred name"), max_length=120, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    location = models.CharField(_("place"), max_length=120, blank=True)
    working_days = models.CharField(_("when they work"), max_length=120, blank=True)
    languages = models.CharField(_("languages"), max_length=200, blank=True)
    about = models.TextField(_("about"), max_length=1000, blank=True)
    contact = models.CharField(_("how to reach them"), max_length=200, blank=True)
    avoid = models.CharField(_("not to be asked about"), max_length=200, blank=True)
    reach = models.JSONField(default=dict, blank=True)  # {field: for whom it is}; what is missing has its default
    # What everybody may find: name, handle and the fields for everyone, in small letters. Kept by `publish`.
    findable = models.TextField(default="", blank=True, editable=False)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    @staticmethod
    def url_of(item: Item) -> str:
        return address("profiles:profile", item.slug)

    @classmethod
    def greet(cls, user: User) -> None:
        """Make the profile of `user`, or give it their new name."""
        profile = cls.objects.filter(user=user).first()
        if profile is None:
            profile = cls(user=user, title=str(user), slug=user.handle, owner=user, **signed(user))
            profile.save()
            profile.publish()
        elif profile.title != str(user):
            profile.title = str(user)
            profile.save(update_fields=["title"])
            profile.publish()
            profile.touch()

    def publish(self) -> bool:
        """Bring what search and lists know up to what is for everyone now; whether that is something else than before."""
        shown = for_everyone(self)
        topics = list(self.expertise.select_related("tag").order_by("-level", "tag__name")) if "topics" in shown else []
        names = [row.tag.name for row in topics]
        words = [self.title, self.slug, *(getattr(self, field.name) for field in TEXTS if field.name in shown), *names]
        findable = "\n".join(word for word in words if word).lower()
        self.summary = self.role if "role" in shown else ""
        self.expertise.update(is_open="topics" in shown)
        Photo.objects.filter(profile=self).update(is_open="photo" in shown)
        self.tags.set(names)
        changed, self.findable = findable != self.findable, findable
        self.save(update_fields=["findable", "summary"])
        return changed

    def words(self) -> str:
        return "\n".join([self.title, *(value for _field, value in self._open_texts() if value), *self._open_topics()])

    def export(self) -> dict:
        texts = {field.name: value for field, value in self._open_texts()}
        return {"name": self.title, "handle": self.slug, **texts, "topics": self._open_topics()}

    def _open_texts(self) -> list[tuple]:
        shown = for_everyone(self)
        return [(field, getattr(self, field.name)) for field in TEXTS if field.name in shown]

    def _open_topics(self) -> list[str]:
        return list(self.expertise.filter(is_open=True).order_by("-level", "tag__name").values_list("tag__name", flat=True))


class Expertise(models.Model):
    """Something that people can ask a person about, and how much they know of it."""

    class Level(models.IntegerChoices):
        CAN_HELP = 1, _("Can help")
        EXPERIENCED = 2, _("Experienced")
        EXPERT = 3, _("Expert")

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="expertise")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.CAN_HELP)
    is_open = models.BooleanField(default=True, editable=False)  # for everyone; kept by Profile.publish

    class Meta:
        verbose_name_plural = _("expertise")
        constraints: ClassVar = [models.UniqueConstraint(fields=["profile", "tag"], name="a_topic_once_a_person")]

    def __str__(self) -> str:
        return f"{self.tag}: {self.get_level_display()}"


class Photo(models.Model):
    """A person's picture, painted anew and small. No File: those are for everybody who may see the profile."""

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="picture")
    content = models.BinaryField()  # a JPEG of profiles.photos.SIDE pixels
    digest = models.CharField(max_length=64)
    is_open = models.BooleanField(default=True, editable=False)  # for everyone; kept by Profile.publish

    def __str__(self) -> str:
        return f"{self.profile_id}"

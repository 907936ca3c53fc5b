"""Ideas: the smallest thing that is content."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.models import Item


class Idea(Item, kind="idea"):
    """One thought in one space."""

    icon = "idea"
    text = models.TextField()

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")

    @staticmethod
    def url_of(item):
        return reverse("sample:idea", args=[item.pk])

    @staticmethod
    def new_in_space_url(space):
        return reverse("sample:new", args=[space.slug])

    def words(self):
        return f"{self.title}\n{self.text}"

    def export(self):
        return {"title": self.title, "text": self.text}

"""Topics as people type them: names, separated by commas."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _

from hub.markdown import slugify
from hub.models import Item, Tag
from hub.texts import tidy_title

MOST_TOPICS = 10
LONGEST_TOPIC = 50


class TopicsField(forms.CharField):
    """Names of topics, separated by commas; cleaned to a list, each once."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value) -> list[str]:
        names = [tidy_title(name) for name in super().to_python(value).split(",")]
        return list({slugify(name): name for name in names if name}.values())

    def run_validators(self, value: list[str]) -> None:
        if len(value) > MOST_TOPICS:
            raise forms.ValidationError(_("Enter %(most)s topics at most") % {"most": MOST_TOPICS})
        for name in value:
            if len(name) > LONGEST_TOPIC or not any(c.isalnum() for c in name):
                raise forms.ValidationError(
                    _("Enter topics of up to %(most)s characters, separated by commas") % {"most": LONGEST_TOPIC}
                )


def topics_of(item: Item) -> list[str]:
    """The names of an item's topics."""
    return list(Tag.objects.filter(tagged__content_object=item.pk).values_list("name", flat=True))


def set_topics(item: Item, names: Iterable[str] | None) -> bool:
    """Whether the item is about other topics now; None changes nothing."""
    if names is None:
        return False
    before = set(item.tags.values_list("pk", flat=True))
    item.tags.set(names)
    return before != set(item.tags.values_list("pk", flat=True))

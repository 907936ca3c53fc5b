"""What an administrator is told of something removed, and what they say when they destroy it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.guard import Guarded
from hub.models import Item


class PurgeForm(Guarded):
    """Why something is destroyed."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=300,
        help_text=gettext_lazy("It is kept in the audit, and members of the space read it. Leave out what is destroyed"),
        error_messages={"required": gettext_lazy("Say in a sentence why you destroy it")},
    )


def name_of(item: Item, *, is_readable: bool) -> str:
    """What it is called, or its kind and number for somebody who could not read it: running the hub opens nothing."""
    if is_readable:
        return item.title
    return _("%(kind)s number %(n)s") % {"kind": item.kind_label.capitalize(), "n": item.pk}

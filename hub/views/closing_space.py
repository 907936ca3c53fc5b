"""Ending the work of a space: archived it can be read and come back, closed it may lead on to another one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hub import idle, policy
from hub.actions.spaces import set_state
from hub.models import Space
from hub.models.people import User

State = Space.State
_WHY = gettext_lazy("Say in a few words why, so that people know")


class StateForm(forms.Form):
    """Whether a space works, rests or is over; why; and which one goes on with its work."""

    state = forms.ChoiceField(label=gettext_lazy("What shall happen to it"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, required=False, help_text=gettext_lazy("Shown to everybody who comes here")
    )
    successor = forms.ModelChoiceField(
        label=gettext_lazy("Which space goes on with its work"),
        queryset=Space.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("Whoever comes to the closed space is led there"),
    )

    def __init__(self, *args, space: Space, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (State.ACTIVE, _("Restore it: people write in it again")),
            (State.ARCHIVED, _("Archive it: everything stays readable, nobody writes or joins")),
            (State.CLOSED, _("Close it: as archived, and visitors are led to another space")),
        ]
        self.fields["note"].required = space.is_active
        self.fields["note"].error_messages["required"] = _WHY
        self.fields["state"].choices = [choice for choice in choices if choice[0] != space.state]
        others = Space.objects.listed_to(by).filter(state=State.ACTIVE).exclude(pk=space.pk).order_by("title")
        # An unlisted space is not named to those who do not know of it.
        self.fields["successor"].queryset = others.exclude(visibility=Space.Visibility.UNLISTED)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("state") == State.CLOSED and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _WHY)
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest, space: str) -> HttpResponse:
    """Archive, close or restore the space; for owners."""
    space = policy.find_space(request.user, space)
    policy.require(policy.can_own(request.user, space), space)
    form = StateForm(request.POST or None, space=space, by=request.user)
    if form.is_valid():
        set_state(space, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("hub:space_settings", space.slug)
    context = {
        "question": _("Archive or close “%(title)s”?") % {"title": space.title}
        if space.is_active
        else _("Restore or close “%(title)s”?") % {"title": space.title},
        "happens": [_("What is in it stays readable for those who can see it. You can restore it at any time.")],
        "button": _("Save"),
        "cancel_url": reverse("hub:space_settings", args=[space.slug]),
        "form": form,
        "trail": [(_("Spaces"), reverse("hub:spaces")), (space.title, space.get_absolute_url())],
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def in_use(request: HttpRequest, space: str) -> HttpResponse:
    """Say that an idle space is still in use; for owners."""
    space = policy.find_space(request.user, space)
    policy.require(policy.can_own(request.user, space) and space.is_active, space)
    if request.method == "POST":
        idle.keep(space, by=request.user)
        messages.success(request, _("%(title)s stays as it is.") % {"title": space.title})
        return redirect("hub:home")
    context = {
        "question": _("Is “%(title)s” still in use?") % {"title": space.title},
        "happens": [
            _("Yes: nobody is asked again until it has been quiet for as long once more."),
            _("No: archive or close it in its settings. What is in it stays readable."),
            _("Without an answer others who were active there are asked to own it, and in the end it is archived."),
        ],
        "button": _("Still in use"),
        "cancel_url": reverse("hub:space_settings", args=[space.slug]),
        "trail": [(_("Spaces"), reverse("hub:spaces")), (space.title, space.get_absolute_url())],
    }
    return render(request, "components/confirm.html", context)


def led_on(request: HttpRequest, space: Space) -> HttpResponse | None:
    """To the successor of a closed space, with a word on why; `?stay=1` stays. None where nobody is led anywhere."""
    if space.state != State.CLOSED or space.successor is None or "stay" in request.GET:
        return None
    if not Space.objects.listed_to(request.user).filter(pk=space.successor_id).exists():
        return None
    said = _("“%(old)s” was closed: %(why)s This space goes on with its work.")
    messages.info(request, said % {"old": space.title, "why": space.closing_note})
    return redirect(space.successor)

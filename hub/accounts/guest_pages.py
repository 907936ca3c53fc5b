"""Pages about guests: inviting one, those one answers for, extending and ending."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hub import policy
from hub.accounts import guests
from hub.accounts.forms import clean_name
from hub.addresses import parse_address
from hub.choices import ChosenRows
from hub.domains import find_admission
from hub.models import Membership, Space, User
from hub.widgets import DayMonthYear

Role = Membership.Role
USUAL = timedelta(days=90)
_ROLE_HINTS = {
    Role.READER: gettext_lazy("They read, and write nothing"),
    Role.MEMBER: gettext_lazy("They write pages, discussions and leaflets like a member"),
}


class UntilField(forms.DateField):
    """A last day: after today, and within a year."""

    def __init__(self, **kwargs) -> None:
        super().__init__(
            label=gettext_lazy("Last day"),
            help_text=gettext_lazy("They are in until the end of this day, a year from now at most"),
            widget=DayMonthYear,
            error_messages={"required": gettext_lazy("Enter the last day")},
            **kwargs,
        )

    def clean(self, value) -> date:
        day = super().clean(value)
        today = timezone.localdate()
        if day < today or day > today + guests.LONGEST:
            raise forms.ValidationError(_("Enter a day from today on, within a year"))
        return day


class InviteForm(forms.Form):
    """Who, into which spaces, as what, until when."""

    email = forms.Field(
        label=gettext_lazy("Their email address"),
        help_text=gettext_lazy("Of somebody outside. Who has a work address that we accept joins by themselves"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false", "maxlength": False}),
        error_messages={"required": gettext_lazy("Enter their email address")},
    )
    name = forms.CharField(
        label=gettext_lazy("Their name"), max_length=120, error_messages={"required": gettext_lazy("Enter their name")}
    )
    spaces = ChosenRows(
        label=gettext_lazy("Spaces"),
        queryset=Space.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They see these and nothing else. Everybody there sees that they are a guest"),
        error_messages={"required": gettext_lazy("Choose at least one space")},
    )
    role = forms.ChoiceField(
        label=gettext_lazy("What they may do"),
        choices=[(Role.READER.value, gettext_lazy("Read")), (Role.MEMBER.value, gettext_lazy("Read and write"))],
        widget=forms.RadioSelect,
        initial=Role.READER,
    )
    until = UntilField()

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spaces"].queryset = guests.spaces_to_open(by)
        self.fields["role"].choice_hints = _ROLE_HINTS

    def clean_email(self) -> str:
        address = parse_address(self.cleaned_data["email"])
        if address is None:
            raise forms.ValidationError(_("Enter an email address, like name@example.org"))
        if find_admission(str(address)):
            raise forms.ValidationError(
                _("People with this address can join by themselves. Ask them to, then let them into the space as a member")
            )
        return str(address)

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])


class ExtendForm(forms.Form):
    """Another last day."""

    until = UntilField()


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody from outside; `?space=` chooses one beforehand."""
    policy.require(guests.may_invite(request.user))
    last = timezone.localdate() + USUAL
    chosen = guests.spaces_to_open(request.user).filter(slug=request.GET.get("space", "").replace("\0", ""))
    form = InviteForm(request.POST or None, by=request.user, initial={"until": last, "spaces": chosen})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if not ratelimit.consume(request, action="guest_invited", user=request.user):
            form.add_error(None, _("You have invited many guests today. Go on tomorrow"))
        else:
            try:
                until = guests.end_of(data.pop("until"))
                guest = guests.invite(request.user, until=until, **data)
            except guests.IsStaff:
                form.add_error("email", _("This person works here. Let them into the space as a member"))
            else:
                messages.success(request, _("We have sent %(name)s an email that says how to come in") % {"name": guest})
                return redirect("guests")
    return render(request, "accounts/guest_invite.html", {"form": form, "trail": [(_("Your guests"), reverse("guests"))]})


@require_http_methods(["GET", "HEAD"])
def mine(request: HttpRequest) -> HttpResponse:
    """The guests that the reader answers for: who is in until when and where, and who was."""
    policy.require(policy.standing(request.user).staff)
    now = timezone.now()
    rows = list(guests.of_sponsor(request.user)[:500])
    memberships = Membership.objects.filter(user__in=[row.user_id for row in rows]).select_related("space")
    for row in rows:
        held = [one for one in memberships if one.user_id == row.user_id]
        row.spaces = [(one.space, one.get_role_display()) for one in held if one.until is None or one.until > now]
        row.last_day = (row.until - timedelta(seconds=1)) if row.until > now else row.until
    context = {
        "current": sorted((row for row in rows if row.until > now), key=lambda row: row.until),
        "past": [row for row in rows if row.until <= now],
        "may_invite": guests.may_invite(request.user),
    }
    return render(request, "accounts/guests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Another last day for one of one's own guests, or the end of it now (`end`)."""
    rows = guests.of_sponsor(request.user).filter(until__gt=timezone.now())
    guest = get_object_or_404(rows, pk=pk)
    last_day = timezone.localdate(guest.until - timedelta(seconds=1))
    ends = "end" in request.POST
    form = ExtendForm(request.POST if request.method == "POST" and not ends else None, initial={"until": last_day})
    if request.method == "POST" and ends:
        guests.end(guest, by=request.user)
        messages.success(request, _("%(name)s sees nothing of the hub any more") % {"name": guest.user})
        return redirect("guests")
    if request.method == "POST" and form.is_valid():
        guests.extend(guest, until=guests.end_of(form.cleaned_data["until"]), by=request.user)
        messages.success(request, _("Saved"))
        return redirect("guests")
    context = {"guest": guest, "form": form, "trail": [(_("Your guests"), reverse("guests"))]}
    return render(request, "accounts/guest.html", context)

"""The first administrator's three steps: who may join, does mail arrive, and a first space."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hub import events, mails
from hub.accounts.domains import KINDS, domain_of_kind, open_domain
from hub.accounts.proof import administration
from hub.actions.spaces import create_space
from hub.guard import Guarded
from hub.home import Need, needs_you
from hub.models import EmailDomain, Installation, Mail, Space, User
from hub.policy import can_administer


class DomainForm(forms.Form):
    """The first mail domain."""

    domain = forms.CharField(
        label=gettext_lazy("Mail domain"),
        max_length=253,
        help_text=gettext_lazy("What stands after the @ in a work email address, like parks.gov.uk"),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": gettext_lazy("Enter a mail domain")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Whose is it?"), choices=KINDS.items(), widget=forms.RadioSelect, initial="agency"
    )
    agency_name = forms.CharField(
        label=gettext_lazy("Name of the organisation"),
        max_length=200,
        help_text=gettext_lazy("Only if the domain is one organisation’s own"),
        error_messages={"required": gettext_lazy("Enter the name of the organisation")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency_name"].required = not self.is_bound or self.data.get("kind") == "agency"

    def clean(self) -> dict:
        data = super().clean()
        if data.get("domain") and data.get("kind"):
            row = domain_of_kind(data["domain"], data["kind"], data.get("agency_name", ""))
            try:
                row.clean()
            except ValidationError as error:
                self.add_error(None, error)
            if EmailDomain.objects.filter(domain=row.domain).exists():
                self.add_error("domain", _("This domain is there already"))
            data["domain"] = row.domain
        return data


class FirstSpaceForm(Guarded):
    """The first space; everything else about it can be changed later."""

    title = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("The topic, as people would look for it"),
        error_messages={"required": gettext_lazy("Enter a name for the space")},
    )
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


@needs_you("setup")
def _not_ready(user: User) -> list[Need]:
    """On the Home of administrators until the hub is ready."""
    if not can_administer(user) or Installation.get().ready_at:
        return []
    why = _("Others cannot work here before it is done")
    return [Need(_("Set up this hub"), why, reverse("setup"), _("To do"), "flag", timezone.now())]


@administration
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """The page that an administrator comes to until the hub is ready; others do not know of it."""
    installation = Installation.get()
    if installation.ready_at:
        return redirect("/")
    form = None
    if request.method == "POST":
        form = _STEPS.get(request.POST.get("step"), _nothing)(request, installation)
        if form is None:
            return _go_on(request, installation)
    step = _current(installation)
    context = {
        "step": step,
        "form": form or {"domain": DomainForm, "space": FirstSpaceForm}.get(step, forms.Form)(),
        "domains": EmailDomain.objects.filter(state=EmailDomain.State.OPEN),
        "test": Mail.objects.filter(kind="test").order_by("-id").first(),
        "mail_tested": installation.mail_tested_at,
        "mail_folder": "" if settings.EMAIL_URL else str(settings.DATA / "mail"),
    }
    return render(request, "accounts/setup.html", context)


def _current(installation: Installation) -> str:
    """The first step that is not done, or "" when all are."""
    if not EmailDomain.objects.filter(state=EmailDomain.State.OPEN).exists():
        return "domain"
    if installation.mail_tested_at is None:
        return "mail"
    return "" if Space.objects.exists() else "space"


def _add_domain(request, installation) -> forms.Form | None:
    form = DomainForm(request.POST)
    if not form.is_valid():
        return form
    open_domain(**form.cleaned_data, by=request.user)
    return None


def _send_test(request, installation) -> None:
    mails.write(request.user.email, "test", {}, user=request.user)


def _mail_arrived(request, installation) -> None:
    installation.mail_tested_at = timezone.now()
    installation.save(update_fields=["mail_tested_at"])


def _open_space(request, installation) -> forms.Form | None:
    form = FirstSpaceForm(request.POST)
    if not form.is_valid():
        return form
    create_space(request.user, **form.cleaned_data)
    return None


def _nothing(request, installation) -> None:
    """A step that there is not."""


_STEPS = {"domain": _add_domain, "mail": _send_test, "arrived": _mail_arrived, "space": _open_space}


def _go_on(request, installation):
    if _current(installation):
        return redirect("setup")
    installation.ready_at = timezone.now()
    installation.save(update_fields=["ready_at"])
    events.record(request.user, "hub.made_ready", audit=True)
    messages.success(request, _("The hub is ready. People whose domain you added can sign in now"))
    return redirect("/")

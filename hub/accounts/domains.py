"""Which mail domains people may join from: as the sign-in page tells them, and as administrators change them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub import events
from hub.accounts.actions import affiliate
from hub.domains import free_agency_slug
from hub.models import Agency, EmailDomain, User

SHOWN = 8  # beside the sign-in form; the rest stands on a page of its own

# What a domain can be, in the words of the set-up page.
KINDS = {
    "agency": _("One organisation’s own: everybody there works for it"),
    "suffix": _("Kept for public bodies: each name below it is a body of its own, as under gov.uk"),
    "shared": _("Used by many organisations: people say which is theirs, and you confirm it"),
}


def open_domains() -> list[EmailDomain]:
    """Every domain that is open, those of one agency with it."""
    return list(EmailDomain.objects.filter(state=EmailDomain.State.OPEN).select_related("agency"))


def example_address() -> str:
    """An address as they must look here, or "" while no domain is accepted."""
    rows = EmailDomain.objects.filter(state=EmailDomain.State.OPEN)
    # A domain of one agency is a better example than a suffix that no mailbox lies right under.
    row = rows.exclude(agency=None).first() or rows.first()
    return f"name@{row.domain}" if row else ""


def domain_of_kind(domain: str, kind: str, agency_name: str) -> EmailDomain:
    """An unsaved row, with an unsaved agency where the domain is one organisation's own."""
    agency = Agency(name=agency_name, slug=free_agency_slug(agency_name)) if kind == "agency" else None
    return EmailDomain(
        domain=domain,
        agency=agency,
        shared=kind == "shared",
        include_subdomains=kind != "shared",
        suffix_confirmed=kind == "suffix",
    )


@transaction.atomic
def open_domain(domain: str, kind: str, agency_name: str, *, by: User) -> EmailDomain:
    """Let everybody with an address of `domain` join. `kind` is a key of KINDS. Raises ValidationError."""
    row = domain_of_kind(domain, kind, agency_name)
    if row.agency is not None:
        row.agency.save()
        row.agency = row.agency
    row.save()
    write_down(row, "added", by=by)
    return row


@transaction.atomic
def write_down(domain: EmailDomain, what: str, *, by: User | None) -> None:
    """Record that a mail domain was added, changed or removed; administrators it accepts now belong to its agency."""
    state = {"state": domain.state, "subdomains": domain.include_subdomains, "body": domain.agency_id}
    events.record(by, f"hub.domain_{what}", audit=True, domain=domain.domain, **state)
    for person in User.objects.verified().filter(is_superuser=True):
        affiliate(person)

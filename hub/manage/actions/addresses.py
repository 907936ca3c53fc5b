"""Exact addresses of a body without a domain of its own, which its contact keeps."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hub import events
from hub.addresses import parse_address
from hub.manage.actions.domains import end_employment
from hub.manage.actions.people import let_administer
from hub.manage.effects import LastAdministrator, Rules, keep_an_administrator
from hub.models import Affiliation, Agency, AllowedAddress, EmailDomain, User

MOST = 25  # addresses that a contact adds without an administrator


class LastContact(Exception):
    """Somebody has to keep the list."""


@transaction.atomic
def add_address(agency: Agency, email: str, *, by: User, may_open: bool, is_contact: bool = False) -> AllowedAddress:
    """Let the person with this address join as staff of `agency`. Raises ValidationError.

    Unless `may_open` (an administrator of the hub adds it), a shared mailbox waits for one, and so does whatever is
    more than a small body has.
    """
    address = parse_address(email)
    row = AllowedAddress(email=email, agency=agency, is_contact=is_contact)
    row.clean()
    if AllowedAddress.objects.filter(email=row.email).exists():
        raise ValidationError({"email": _("This address is on a list already")})
    covering = EmailDomain.objects.covering(address)
    if covering and covering.state == EmailDomain.State.EXCLUDED:
        raise ValidationError({"email": _("Nobody may join from this domain")})
    if covering and not address.is_shared_box:
        raise ValidationError({"email": _("People with an address of this domain join by themselves")})
    is_many = AllowedAddress.objects.filter(agency=agency).count() >= MOST
    row.waits = not may_open and (address.is_shared_box or is_many)
    row.save()
    _record(row, "added", by)
    return row


@transaction.atomic
def open_address(row: AllowedAddress, *, by: User) -> None:
    """An administrator lets an address in that waited."""
    row.waits = False
    row.save(update_fields=["waits"])
    _record(row, "opened", by)


@transaction.atomic
def end_address(row: AllowedAddress, *, by: User) -> bool:
    """Take an address off the list; whoever works here by it is out at once. True where somebody was.

    Raises LastContact, LastAdministrator.
    """
    others = AllowedAddress.objects.filter(agency=row.agency).exclude(pk=row.pk)
    if row.is_contact and others.exists() and not others.filter(is_contact=True).exists():
        raise LastContact
    rules = Rules.now()
    keep_an_administrator(Rules(rules.domains, rules.exact - {row.email}), rules)
    _record(row, "ended", by)
    row.delete()
    works = Affiliation.objects.current().filter(email=row.email, agency=row.agency).select_related("user", "agency").first()
    if works:
        end_employment(works)
    return works is not None


@transaction.atomic
def make_contact(row: AllowedAddress, is_contact: bool, *, by: User) -> None:
    """Whether the person with this address keeps the list. Raises LastContact."""
    others = AllowedAddress.objects.filter(agency=row.agency, is_contact=True).exclude(pk=row.pk)
    if not is_contact and not others.exists():
        raise LastContact
    row.is_contact = is_contact
    row.save(update_fields=["is_contact"])
    works = Affiliation.objects.current().filter(email=row.email, agency=row.agency).select_related("user").first()
    if works:
        let_administer(works, is_contact, by=by)
    _record(row, "changed", by)


def _record(row: AllowedAddress, what: str, by: User) -> None:
    data = {"body": row.agency_id, "email": row.email, "contact": row.is_contact, "waits": row.waits}
    events.record(by, f"hub.address_{what}", audit=True, **data)


__all__ = ["MOST", "LastAdministrator", "LastContact", "add_address", "end_address", "make_contact", "open_address"]

"""Organisations that nobody accepts yet: they ask, are gathered, and are decided once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from hub import events, mails
from hub.addresses import Address, parse_address
from hub.domains import find_admission
from hub.manage.actions.addresses import add_address
from hub.manage.actions.domains import save_domain
from hub.models import AdmissionRequest, Agency, AllowedAddress, Applicant, EmailDomain, User
from hub.suffixes import is_public_mail_provider, is_public_suffix, registrable_domain

State = AdmissionRequest.State
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else
mails.kinds["request_received"] = mails.Kind(is_secret=True)


@transaction.atomic
def ask(*, email: str, name: str, organisation: str, reason: str) -> None:
    """Note that somebody asks for their organisation, and mail them the code of the page that says where it stands.

    The mail tells whoever reads that mailbox what holds for it; the page that was asked from says the same to everybody.
    """
    address = parse_address(email)
    admission = find_admission(str(address))
    if admission and not (address.is_shared_box and admission.domain):
        mails.write(str(address), "request_not_needed", {"name": name})
        return
    # A code nobody can guess: 31 letters, 20 of them, say 99 bits.
    code = "-".join("".join(secrets.choice(_ALPHABET) for _letter in range(5)) for _group in range(4))
    request = _gather(address, organisation, admission.agency if admission else None)
    wrote = {"name": name, "organisation": organisation, "reason": reason, "code_hash": hashed(code)}
    _applicant, new = Applicant.objects.update_or_create(request=request, email=str(address), defaults=wrote)
    mails.write(str(address), "request_received", {"name": name, "code": code, "organisation": organisation})
    if new:
        events.record(None, "hub.admission_asked", audit=True, request=request.pk, body=request.agency_id)


def hashed(code: str) -> str:
    """What is kept of a code: spaces, dashes and capitals make no difference."""
    letters = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()


def key_of(address: Address, organisation: str) -> tuple[str, str]:
    """(by what requests of one body meet, their domain or "" at a public mail provider)."""
    if is_public_mail_provider(address.domain):
        return f"name:{slugify(organisation) or organisation.casefold()}"[:260], ""
    if address.is_shared_box and EmailDomain.objects.find(address):
        return f"box:{address}", address.domain
    domain = registrable_domain(address.domain)
    # Where bodies below this name are known already, it is a suffix of many, whatever the public list says.
    if is_public_suffix(domain) or EmailDomain.objects.filter(domain__endswith=f".{domain}").exists():
        domain = address.domain
    return f"domain:{domain}", domain


def _gather(address: Address, organisation: str, agency: Agency | None) -> AdmissionRequest:
    """The waiting request of this body; what was refused for a domain stays refused until an administrator decides again."""
    key, domain = key_of(address, organisation)
    same = AdmissionRequest.objects.filter(key=key)
    found = same.filter(state=State.WAITING).first()
    if found is None and domain:
        found = same.first()
        found = found if found and found.state == State.REFUSED else None
    if found:
        return found
    try:
        with transaction.atomic():
            return AdmissionRequest.objects.create(organisation=organisation, domain=domain, key=key, agency=agency)
    except IntegrityError:  # two of them at the same moment
        return same.get(state=State.WAITING)


@transaction.atomic
def approve_domain(request: AdmissionRequest, row: EmailDomain, *, by: User, answer: str) -> None:
    """Everybody with an address of that domain may join. Raises ValidationError and LastAdministrator."""
    save_domain(row, by=by)
    _decide(request, State.APPROVED, by=by, answer=answer, agency=row.agency)


@transaction.atomic
def approve_addresses(
    request: AdmissionRequest, agency: Agency, people: Iterable[Applicant], contact: Applicant | None, *, by: User, answer: str
) -> None:
    """The chosen applicants may join, each by their exact address; `contact` keeps the list from now on."""
    if agency.pk is None:
        agency.save()
        events.record(by, "hub.agency_added", audit=True, body=agency.pk, before=None, after={"name": agency.name})
    for person in people:
        if not AllowedAddress.objects.filter(email=person.email).exists():
            add_address(agency, person.email, by=by, may_open=True, is_contact=person == contact)
    _decide(request, State.APPROVED, by=by, answer=answer, agency=agency)


@transaction.atomic
def refuse(request: AdmissionRequest, *, by: User, answer: str) -> None:
    """They do not come in; `answer` tells them why."""
    _decide(request, State.REFUSED, by=by, answer=answer, agency=request.agency)


@transaction.atomic
def reopen(request: AdmissionRequest, *, by: User) -> None:
    """Think again about what was refused; nobody is told before it is decided."""
    before = str(request.state)
    request.state, request.decided_at, request.decided_by = State.WAITING, None, None
    request.save()
    change = {"before": {"state": before}, "after": {"state": "waiting"}}
    events.record(by, "hub.admission_reopened", audit=True, request=request.pk, body=request.agency_id, **change)


def _decide(request: AdmissionRequest, state: str, *, by: User, answer: str, agency: Agency | None) -> None:
    before = str(request.state)
    request.state, request.answer, request.agency = state, answer, agency
    request.decided_by, request.decided_at = by, timezone.now()
    request.save()
    for applicant in request.applicants.all():
        may_come = find_admission(applicant.email) is not None
        mails.write(applicant.email, "request_decided", {"request": request, "applicant": applicant, "may_come": may_come})
    data = {"request": request.pk, "domain": request.domain, "body": agency.pk if agency else None}
    verb = "hub.admission_approved" if state == State.APPROVED else "hub.admission_refused"
    events.record(by, verb, audit=True, before={"state": before}, after={"state": str(state)}, **data)

"""Who may join: the one domain rule, called by sign-up, e-mail change, SSO, invitation, admin and import."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from hub.addresses import Address, parse_address
from hub.models import Agency, AllowedAddress, EmailDomain
from hub.suffixes import registrable_domain


@dataclass(frozen=True)
class Admission:
    """That an address may join, and for which body; `agency` is None where the person has to say (a shared domain)."""

    address: Address
    domain: EmailDomain | None
    agency: Agency | None


def find_domain(address: str) -> EmailDomain | None:
    """The open row that accepts this typed address, or None. The longest match wins; excluded and paused say no."""
    parsed = parse_address(address)
    return EmailDomain.objects.find(parsed) if parsed else None


def find_admission(address: str) -> Admission | None:
    """Whether an address may join and as whose staff, without making anything; None means no."""
    parsed = parse_address(address)
    if parsed is None:
        return None
    exact = AllowedAddress.objects.accepted().select_related("agency").filter(email=str(parsed)).first()
    if exact:
        return Admission(parsed, None, exact.agency)
    domain = EmailDomain.objects.find(parsed)
    return Admission(parsed, domain, domain.agency) if domain else None


def agency_for(admission: Admission) -> Agency | None:
    """The agency that proving this address makes somebody a member of; a provisional one is found or made.

    None only for a shared domain, where the person picks and an administrator confirms.
    """
    if admission.agency or admission.domain is None or admission.domain.shared:
        return admission.agency
    name = body_domain(admission.address.domain, admission.domain.domain)
    with transaction.atomic():
        agency, _made = Agency.objects.get_or_create(
            found_by_domain=name,
            defaults={"name": name, "slug": free_agency_slug(name), "state": Agency.State.PROVISIONAL},
        )
    while agency.successor is not None:
        agency = agency.successor
    return agency


def body_domain(domain: str, suffix: str) -> str:
    """The name below a suffix that one body registered: leeds.gov.uk for post.leeds.gov.uk below gov.uk."""
    if domain == suffix:
        return suffix
    label = domain.removesuffix("." + suffix).rsplit(".", 1)[-1]
    # Under sch.uk bodies sit two labels down; the public suffix list knows, and is only ever more exact.
    return max(f"{label}.{suffix}", registrable_domain(domain), key=len)


def free_agency_slug(name: str) -> str:
    """A slug for an agency of this name that no agency has."""
    base = slugify(name.replace(".", "-"))[:70] or "agency"
    taken = set(Agency.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)

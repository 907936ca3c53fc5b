"""Bodies that take part, and the mail domains by which their staff are known."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.addresses import Address, parse_address, parse_domain
from hub.models.installation import Installation
from hub.suffixes import is_public_mail_provider, is_public_suffix


class Agency(models.Model):
    """A public body or a charity that works with them. A domain is not an agency: see `EmailDomain`."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("Department or ministry")
        COUNCIL = "council", _("Council")
        HEALTH = "health", _("Health body")
        ADVICE = "advice", _("Advice charity")
        OTHER = "other", _("Other public body")

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        PROVISIONAL = "provisional", _("Waiting for confirmation")
        CLOSED = "closed", _("Closed")

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.OTHER)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.CONFIRMED)
    # The registrable name a provisional agency was found by: two people of one council meet in one agency.
    found_by_domain = models.CharField(max_length=253, null=True, blank=True, unique=True)
    # "list:key" of the register it was read from, by which a second import knows it again.
    imported_as = models.CharField(max_length=200, null=True, blank=True, unique=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors")

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The shortest name people know it by."""
        return self.short_name or self.name

    @property
    def is_trusted(self) -> bool:
        """Only a confirmed agency gives agency-limited rights."""
        return self.state == self.State.CONFIRMED


class EmailDomainQuerySet(models.QuerySet):
    def find(self, address: Address) -> EmailDomain | None:
        """The open row that covers `address`; the longest match wins, and a paused or excluded one says no."""
        longest = self.covering(address)
        return longest if longest and longest.state == EmailDomain.State.OPEN else None

    def covering(self, address: Address) -> EmailDomain | None:
        """The longest row that covers `address`, whatever its state."""
        labels = address.domain.split(".")
        parents = [".".join(labels[start:]) for start in range(len(labels) - 1)]
        rows = self.select_related("agency").filter(domain__in=parents)
        covering = [row for row in rows if row.include_subdomains or row.domain == address.domain]
        return max(covering, key=lambda row: len(row.domain), default=None)


class EmailDomain(models.Model):
    """A mail domain whose users may join, are held off, or are shut out."""

    class State(models.TextChoices):
        OPEN = "open", _("Open: people may join")
        PAUSED = "paused", _("Paused: nobody new may join")
        EXCLUDED = "excluded", _("Excluded: never")

    domain = models.CharField(_("domain"), max_length=253, unique=True)
    include_subdomains = models.BooleanField(_("also the domains below it"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="domains", verbose_name=_("agency")
    )
    # nhs.net holds thousands of bodies under one name: the person picks theirs, an administrator confirms.
    shared = models.BooleanField(_("shared by many bodies"), default=False)
    # Whoever adds gov.uk means it; whoever adds co.uk does not know what they do.
    suffix_confirmed = models.BooleanField(_("this suffix is kept for public bodies"), default=False)
    # Whoever is new proves the address as everybody does, and then waits until an administrator lets them in.
    newcomers_wait = models.BooleanField(_("newcomers wait for an administrator"), default=False)

    objects = EmailDomainQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        ordering: ClassVar = ["domain"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_shared_domain_belongs_to_nobody", condition=models.Q(shared=False) | models.Q(agency=None)
            )
        ]

    def __str__(self) -> str:
        return self.domain

    def save(self, *args, **kwargs) -> None:
        # Called by forms, admin, imports and scripts alike: none of them may add a row the rule would refuse.
        self.clean()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        domain = parse_domain((self.domain or "").strip(" ").removeprefix("@").removeprefix("*."))
        if domain is None:
            raise ValidationError({"domain": _("Enter a domain of at least two parts, like parks.gov.uk")})
        self.domain = domain
        refuse_in_a_demo("domain", domain)
        if is_public_mail_provider(domain):
            raise ValidationError({"domain": _("Anybody can open a mailbox there, so it says nothing about an employer")})
        if is_public_suffix(domain) and not (self.suffix_confirmed and self.agency is None):
            raise ValidationError(
                {
                    "domain": _(
                        "Many owners register names under this one. Accept it only where it is kept for public "
                        "bodies, without an agency, and confirm that it is"
                    )
                }
            )


class AllowedAddressQuerySet(models.QuerySet):
    def accepted(self) -> AllowedAddressQuerySet:
        """Those that let somebody in; a shared mailbox waits for an administrator first."""
        return self.filter(waits=False)


class AllowedAddress(models.Model):
    """One exact address of a body that has no domain of its own; the body's named contact keeps the list."""

    email = models.CharField(_("email address"), max_length=254, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="allowed_addresses")
    # Whoever signs in with it keeps the list: they administer their agency from then on.
    is_contact = models.BooleanField(_("keeps the list"), default=False)
    waits = models.BooleanField(_("waits for an administrator"), default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AllowedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("allowed address")
        verbose_name_plural = _("allowed addresses")
        ordering: ClassVar = ["email"]

    def __str__(self) -> str:
        return self.email

    def save(self, *args, **kwargs) -> None:
        self.clean()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        address = parse_address(self.email or "")
        if address is None:
            raise ValidationError({"email": _("Enter an email address, like name@example.org")})
        self.email = str(address)
        refuse_in_a_demo("email", address.domain)


def refuse_in_a_demo(field: str, domain: str) -> None:
    """A demo holds invented people only. Raises ValidationError where real ones could follow."""
    if not domain.endswith(".example") and Installation.objects.filter(is_demo=True).exists():
        raise ValidationError({field: _("This is a demo: only addresses that end in .example can be used")})

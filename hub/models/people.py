"""People: who signs in, whom they work for and since when, guests, and hands from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from hub import clock
from hub.addresses import Address, parse_address
from hub.models.agencies import Agency, AllowedAddress, EmailDomain
from hub.routes import address

ERASED = "former-member-"


@dataclass(frozen=True)
class Standing:
    """What somebody is to the hub right now; computed once a request, never stored."""

    staff: bool = False
    guest: bool = False
    agency: Agency | None = None
    # False while an administrator has not confirmed the agency that somebody with a shared mail domain picked.
    confirmed: bool = True

    @property
    def trusted_agency_id(self) -> int | None:
        """The agency whose limited content they may see; a provisional or unconfirmed one opens nothing."""
        return self.agency.pk if self.agency and self.confirmed and self.agency.is_trusted else None

    @property
    def anybody(self) -> bool:
        return self.staff or self.guest


NOBODY = Standing()


class UserQuerySet(models.QuerySet):
    def verified(self) -> UserQuerySet:
        """People who proved an address and are not suspended: the only ones counted, listed and mentioned."""
        return self.filter(is_active=True, verified_at__isnull=False)

    def staff(self) -> UserQuerySet:
        """Verified people with a current employer in the hub, and those who run it."""
        return self.verified().filter(Exists(Affiliation.objects.current().filter(user=OuterRef("pk"))) | Q(is_superuser=True))

    def guests(self) -> UserQuerySet:
        return (
            self.verified()
            .filter(Exists(Guest.objects.current().filter(user=OuterRef("pk"))))
            .exclude(Exists(Affiliation.objects.current().filter(user=OuterRef("pk"))))
            .exclude(is_superuser=True)
        )

    def who_can_see(self, item) -> UserQuerySet:
        """Everybody who may see `item`: the mirror of `Item.objects.visible_to`, one query."""
        from hub.models.visibility import who_can_see  # the mirror needs every table; see that module

        return who_can_see(self, item)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email: str, name: str = "", **fields) -> User:
        """A person who has proved nothing yet. Raises ValidationError where the address cannot be one."""
        user = self.model(email=email, name=name, **fields)
        user.set_unusable_password()
        user.save()
        return user

    def create_superuser(self, email: str, name: str = "", **fields) -> User:
        fields = {"is_staff": True, "is_superuser": True, "verified_at": timezone.now(), **fields}
        fields.pop("password", None)
        return self.create_user(email, name, **fields)

    def get_by_natural_key(self, email: str) -> User:
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Unverified until a typed code proved the address."""

    email = models.CharField(_("work email address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    handle = models.CharField(_("handle"), max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("runs the hub"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Raised by whatever changes what this person may see; cached pages and open sockets are asked again.
    epoch = models.PositiveIntegerField(default=0, editable=False)
    # Kept by realtime beside its rows, so that the bell costs a page view nothing.
    unread = models.PositiveIntegerField(default=0, editable=False)
    bell_version = models.PositiveBigIntegerField(default=0, editable=False)
    # Whom they work for now: kept by `Affiliation`, so that a name is marked without a query.
    employer = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("agency")
    )
    # The version of the house rules and terms that they accepted last; `Acceptance` has all of them.
    accepted = models.CharField(max_length=20, blank=True, editable=False)
    # Since when the address waits to be proved again; only that lets them in again, without an administrator.
    lapsed_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes: ClassVar = [
            models.Index(fields=["created_at"], condition=Q(verified_at=None), name="people_who_proved_nothing")
        ]

    def __str__(self) -> str:
        return self.name or self.handle

    def clean(self) -> None:
        address = parse_address(self.email or "")
        if address is None:
            raise ValidationError({"email": _("Enter an email address, like name@parks.gov.uk")})
        self.email = str(address)

    def save(self, *args, **kwargs) -> None:
        if kwargs.get("update_fields") is None:
            self.clean()
            self.handle = self.handle or free_handle(self.email)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address("profiles:profile", self.handle)

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.handle

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[0].isalpha()] or [self.handle]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

    @property
    def avatar_class(self) -> str:
        return f"hub-av--{(self.pk or 0) % 5 + 1}"

    @property
    def mark(self) -> str:
        """What stands beside the name of whoever is not staff here, in words: guest, former member. Costs no query."""
        if not self.is_active:
            return "" if self.is_erased else gettext("former member")
        return "" if self.employer_id or self.is_superuser else pgettext("mark in a byline", "guest")

    @property
    def is_erased(self) -> bool:
        """Whether their name was taken out for good: what stands in its place says that they are a former member."""
        return self.handle == erased_handle(self.pk)

    @property
    def is_administrator(self) -> bool:
        """Runs the hub: domains, agencies, members. Opens no private content."""
        return self.is_active and self.is_staff

    @cached_property
    def affiliation(self) -> Affiliation | None:
        """The current one, with its agency."""
        return self.affiliations.current().select_related("agency").first()

    @property
    def agency(self) -> Agency | None:
        return self.affiliation.agency if self.affiliation else None

    @cached_property
    def standing(self) -> Standing:
        if not self.is_active or not self.verified_at:
            return NOBODY
        if self.affiliation or self.is_superuser:
            confirmed = self.affiliation is None or self.affiliation.is_confirmed
            return Standing(staff=True, agency=self.agency, confirmed=confirmed)
        known = getattr(self, "is_guest", None)  # of the session's query
        return Standing(guest=Guest.objects.current().filter(user=self).exists() if known is None else known)

    def forget_standing(self) -> None:
        """Ask the database again: for long-lived objects in workers, sockets and tests."""
        for name in ("affiliation", "standing", "is_guest", "_roles", "_readable"):
            self.__dict__.pop(name, None)


def erased_handle(key: int | None) -> str:
    """The handle of a person whose name was taken out; nobody else is given one of this kind."""
    return f"{ERASED}{key}"


def free_handle(email: str) -> str:
    """A handle nobody has, from the local part: `rhys.morgan`, then `rhys.morgan2`."""
    local = email.split("@")[0].split("+")[0]
    base = "".join(c if c.isalnum() or c in ".-" else "-" for c in local).strip(".-")[:50] or "member"
    base = "member" if base.lower().startswith(ERASED) else base
    taken = set(User.objects.filter(handle__startswith=base).values_list("handle", flat=True))
    return next(handle for handle in (base, *(f"{base}{n}" for n in range(2, len(taken) + 3))) if handle not in taken)


class AffiliationQuerySet(models.QuerySet):
    def current(self) -> AffiliationQuerySet:
        return self.filter(ended_at=None)

    def confirmed(self) -> AffiliationQuerySet:
        return self.filter(confirmed_at__isnull=False)


class Affiliation(models.Model):
    """That somebody works for an agency, proved by a code sent to an accepted address, for a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="affiliations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="affiliations")
    email = models.CharField(max_length=254)
    verified_at = models.DateTimeField(default=timezone.now)
    # Empty where the person picked the agency (a shared mail domain) and no administrator has looked yet.
    confirmed_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    # When a code sent to the address was typed last, and when the person was asked to do so again.
    proved_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Looks after the people of this agency; ends with the employment, and a new one begins without it.
    administers = models.BooleanField(_("administers the agency"), default=False)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at=None), name="one_employer_at_a_time"),
            models.UniqueConstraint(fields=["email"], condition=Q(ended_at=None), name="one_person_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.agency.label}"

    def save(self, *args, **kwargs) -> None:
        # The domain rule is a law of this table: forms, admin, imports and scripts all come through here.
        if self._state.adding:
            address = parse_address(self.email or "")
            if address is None or not is_accepted(address):
                raise ValidationError({"email": _("This address does not end in a domain we accept")})
            self.email = str(address)
        super().save(*args, **kwargs)
        employer = Affiliation.objects.current().filter(user=self.user_id).values("agency")[:1]
        User.objects.filter(pk=self.user_id).update(employer=Subquery(employer))

    @property
    def is_confirmed(self) -> bool:
        """Whether it opens what is for this agency only."""
        return self.confirmed_at is not None


def is_accepted(address: Address | str) -> bool:
    """Whether an address may prove an employer: by an open domain, or listed exactly."""
    return (
        EmailDomain.objects.find(address) is not None or AllowedAddress.objects.accepted().filter(email=str(address)).exists()
    )


class GuestQuerySet(models.QuerySet):
    def current(self) -> GuestQuerySet:
        """Guests whose date has not come, and whose sponsor still works here."""
        sponsor_works = Affiliation.objects.current().filter(user=OuterRef("sponsor"), user__is_active=True)
        return self.filter(Q(until__gt=clock.now()) & Exists(sponsor_works))


class Guest(models.Model):
    """Somebody from outside, let into named spaces (their memberships) by a sponsor until a date."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="guest")
    sponsor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sponsored")
    until = models.DateTimeField(_("until"))

    objects = GuestQuerySet.as_manager()

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")

    def __str__(self) -> str:
        return str(self.user)

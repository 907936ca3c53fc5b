"""What a change of mail domains would do to how many people: asked before it is done, and obeyed when it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from hub.addresses import parse_address
from hub.models import Affiliation, AllowedAddress, EmailDomain, User

State = EmailDomain.State


class LastAdministrator(Exception):
    """Nobody could administer the hub any more."""


class Rules:
    """All mail domains and exact addresses as they are, or as they would be."""

    def __init__(self, domains: dict[str, EmailDomain], exact: set[str]) -> None:
        self.domains, self.exact = domains, exact

    @classmethod
    def now(cls) -> Rules:
        """As the tables have them; two queries."""
        exact = AllowedAddress.objects.accepted().values_list("email", flat=True)
        return cls({row.domain: row for row in EmailDomain.objects.all()}, set(exact))

    def with_domain(self, row: EmailDomain) -> Rules:
        """With `row`, new or changed."""
        others = {name: one for name, one in self.domains.items() if row.pk is None or one.pk != row.pk}
        return Rules({**others, row.domain: row}, self.exact)

    def without(self, row: EmailDomain) -> Rules:
        """Without a domain."""
        return Rules({name: one for name, one in self.domains.items() if name != row.domain}, self.exact)

    def covering(self, domain: str) -> EmailDomain | None:
        """The longest row that covers a mail domain."""
        labels = domain.split(".")
        for start in range(len(labels) - 1):
            row = self.domains.get(".".join(labels[start:]))
            if row and (row.include_subdomains or start == 0):
                return row
        return None

    def lets_in(self, email: str) -> bool:
        """Whether somebody known by this address still gets in: paused domains only turn away those who are new."""
        address = parse_address(email)
        if address is None:
            return False
        row = self.covering(address.domain)
        return str(address) in self.exact or (row is not None and row.state in {State.OPEN, State.PAUSED})


@dataclass
class Effect:
    """`inside`: how many work here by an address of the domain. `out`: the employments that end."""

    inside: int = 0
    out: list[Affiliation] = field(default_factory=list)


def effect_of(domain: str, after: Rules, before: Rules | None = None) -> Effect:
    """What the rules `after` do to the people of `domain` and of what lies below it; three queries."""
    before = before or Rules.now()
    current = Affiliation.objects.current().select_related("user", "agency").order_by("user__name", "pk")
    touched = [row for row in current.filter(email__endswith=domain) if _lies_in(row.email, domain)]
    out = [row for row in touched if before.lets_in(row.email) and not after.lets_in(row.email)]
    return Effect(len(touched), out)


def keep_an_administrator(after: Rules, before: Rules | None = None) -> None:
    """Raise LastAdministrator where no administrator's address would be accepted any more, and one is now."""
    before = before or Rules.now()
    emails = list(administrators().values_list("email", flat=True))
    if any(map(before.lets_in, emails)) and not any(map(after.lets_in, emails)):
        raise LastAdministrator


def administrators() -> QuerySet[User]:
    """Those who run the hub and have proved who they are."""
    return User.objects.verified().filter(is_staff=True)


def _lies_in(email: str, domain: str) -> bool:
    own = email.rpartition("@")[2]
    return own == domain or own.endswith(f".{domain}")

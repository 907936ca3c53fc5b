"""The members of a space in the orders in which they are shown, and as a table to take along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.models import Membership

Role = Membership.Role
ORDERS = {"role": gettext_lazy("By role"), "agency": gettext_lazy("By agency"), "newest": gettext_lazy("Newest first")}
_GROUPS = (
    (Role.OWNER, gettext_lazy("Owners")),
    (Role.MODERATOR, gettext_lazy("Moderators")),
    (Role.MEMBER, gettext_lazy("Members")),
    (Role.READER, gettext_lazy("Readers")),
)
_RANK = {role: rank for rank, (role, _label) in enumerate(_GROUPS)}


def grouped(rows: list[Membership], by: str) -> list[tuple[str, list[Membership]]]:
    """`rows` (of `members_of`, by name) under headings: by role, owners first; by agency, owners first in each and guests
    last; or the newest first. Any other order is by role."""
    if by == "newest":
        newest = sorted(rows, key=lambda row: row.joined_at, reverse=True)
        return [(_("Newest first"), newest)] if rows else []
    ranked = sorted(rows, key=lambda row: _RANK[row.role])
    if by == "agency":
        agencies: dict[str, list[Membership]] = {}
        for row in ranked:
            agencies.setdefault(_agency_of(row), []).append(row)
        guests = agencies.pop("", [])
        return sorted(agencies.items()) + ([(_("Guests"), guests)] if guests else [])
    groups = ((label, [row for row in ranked if row.role == role]) for role, label in _GROUPS)
    return [(str(label), found) for label, found in groups if found]


def lines(rows: Iterable[Membership]) -> Iterator[list[str]]:
    """A heading and a line for each member. No addresses: they are not for owners to have."""
    yield [_("Name"), _("Handle"), _("Agency"), _("Role"), _("Member since"), _("Until")]
    for row in rows:
        until = localdate(row.until).isoformat() if row.until else ""
        joined = localdate(row.joined_at).isoformat()
        yield [str(row.user), row.user.handle, _agency_of(row) or _("Guest"), row.get_role_display(), joined, until]


def _agency_of(row: Membership) -> str:
    return row.user.affiliation.agency.name if row.user.affiliation else ""

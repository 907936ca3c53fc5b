"""Many invitations at once: a table of addresses or handles, and what became of each row.

    address, role, until
    jo.reed@parks.gov.uk, member, 2027-03-31

A report never says whether somebody has an account: an address that may join is invited, whoever reads its mail.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.actions import inviting
from hub.addresses import parse_address
from hub.domains import find_admission
from hub.models import Membership, Space, User
from hub.people import known_to
from hub.policy import Role

MOST_ROWS = 500
LARGEST = 200_000  # bytes of a list
_HEADINGS = {"address", "email", "person", "e-mail", "email address"}
_ROLES = {role.value: role for role in Role if role != Role.OWNER}


class NotAList(Exception):
    """What was sent is no table of people that we can read; the message says why."""


@dataclass(frozen=True)
class Row:
    """One line of a list, as it was typed."""

    number: int
    person: str
    role: str = ""
    until: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a row, in words; `sent` where an invitation went out."""

    row: Row
    words: str
    sent: bool = False


def read_list(sent: bytes) -> list[Row]:
    """The rows of a list: commas, semicolons or tabs between the columns, a line of headings or none. Raises NotAList."""
    if len(sent) > LARGEST:
        raise NotAList(_("The list is too large. Send %(most)s people at a time") % {"most": MOST_ROWS})
    text = _decoded(sent).replace("\0", "")
    first = text.strip().split("\n")[0]
    between = max(",;\t", key=first.count)
    rows = []
    try:
        for number, cells in enumerate(csv.reader(text.splitlines(), delimiter=between), 1):
            cells = [cell.strip() for cell in cells] + ["", "", ""]
            if cells[0] and not (number == 1 and cells[0].lower() in _HEADINGS):
                rows.append(Row(number, *cells[:3]))
    except csv.Error:
        raise NotAList(_("This is not a list that the hub can read. Save it as CSV and try again")) from None
    if not rows:
        raise NotAList(_("The list is empty. Its first column holds an email address or a name as in @name"))
    if len(rows) > MOST_ROWS:
        raise NotAList(_("The list is too large. Send %(most)s people at a time") % {"most": MOST_ROWS})
    return rows


def invite_all(space: Space, *, by: User, rows: list[Row]) -> Iterator[Outcome]:
    """Invite each row that can be, in order; what became of it. A row that was done before is not done twice."""
    done: set[str] = set()
    for row in rows:
        yield _invited(space, by, row, done)


def find_email(by: User, said: str) -> str | None:
    """The address that an invitation for `said`, an address or a handle, goes to; None where it could lead nowhere.

    A handle is found among the people `by` may know of. An address need only be one that may join.
    """
    said = said.strip().lstrip("@").lower()
    if known := known_to(by).filter(Q(handle=said) | Q(email=said)).values_list("email", flat=True).first():
        return known
    admission = find_admission(said)
    return str(admission.address) if admission else None


def read_until(said: str) -> datetime | None:
    """The end of a day written as 2027-03-31 or 31/03/2027, None for nothing. Raises ValueError."""
    said = said.strip()
    if not said:
        return None
    day, month, year = said.split("/") if "/" in said else reversed(said.split("-"))
    return end_of(date(int(year), int(month), int(day)))


def end_of(day: date) -> datetime:
    """The last moment of a day here. Raises ValueError for one that is over."""
    moment = timezone.make_aware(datetime.combine(day, time.max))
    if moment <= timezone.now():
        raise ValueError
    return moment


def _invited(space: Space, by: User, row: Row, done: set[str]) -> Outcome:
    typed = row.role.strip().lower()
    role = _ROLES.get(typed) or next((role for role in _ROLES.values() if typed == role.label.lower()), None)
    role = role or (Role.MEMBER if not typed else None)
    if role is None:
        return Outcome(row, _("Not invited: the role is not member, moderator or reader"))
    try:
        until = read_until(row.until)
    except ValueError:
        return Outcome(row, _("Not invited: the last column is not a day to come, like 2027-03-31"))
    email = find_email(by, row.person)
    if email is None and "@" in row.person.lstrip("@ ") and parse_address(row.person) is None:
        return Outcome(row, _("Not invited: this is not an email address"))
    if email is None:
        return Outcome(row, _("Not invited: nobody can join the hub with this address or name"))
    if email in done:
        return Outcome(row, _("Not invited: stands in the list before"))
    done.add(email)
    members = Membership.objects.current().filter(space=space, user__in=User.objects.verified())
    if members.filter(user__email=email).exists():
        return Outcome(row, _("A member already"))
    try:
        sent = inviting.invite(space, by=by, email=email, role=role, until=until)
    except inviting.TooMany:
        return Outcome(row, _("Not invited: you have invited as many as you can today. Try again tomorrow"))
    return Outcome(row, _("Invited"), sent=True) if sent else Outcome(row, _("Invited before, and not taken yet"))


def _decoded(sent: bytes) -> str:
    try:
        return sent.decode("utf-8-sig")
    except UnicodeDecodeError:
        return sent.decode("cp1252", errors="replace")  # what a spreadsheet of Windows saves

"""Taking a person out of every row: their name, addresses and handle, in the hub's database or in one that is restored.

Words stay under "Former member". What others typed about them by name is their words and stays too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.crypto import get_random_string
from django.utils.translation import pgettext

from hub.accounts.models import Bounce, SignIn
from hub.backup import erasures
from hub.markdown import slugify
from hub.models import (
    AccessRequest,
    AddressProof,
    Affiliation,
    AllowedAddress,
    Applicant,
    Draft,
    Event,
    Guest,
    HeldNewcomer,
    IndexEntry,
    Invitation,
    Item,
    Link,
    Mail,
    Membership,
    Move,
    User,
    Watch,
)
from hub.models.people import erased_handle

TABLE = "hub.Person"  # in the journal of erasures: the row stays, what it says goes
NOWHERE = "0.0.0.0"  # an act of administration keeps that it came from somewhere, which is what the audit asks

# Words that the hub itself made, in which the name goes too; elsewhere only handle and addresses do.
_OWN_WORDS = {"hub.Event", "hub.Mail", "hub.Delivery", "admin.LogEntry", "hub.ImportRun"}
_NO_WORDS = {"hub.User", "hub.Blob", "sessions.Session", "contenttypes.ContentType", "auth.Permission", "backup.Erasure"}

_KEEPS_SLUG = {"page", "profile"}  # others are found by their number, whatever their address says besides

# Told with the person and the alias of the database: whoever keeps more about people.
_told: list[Callable[[User, str], None]] = []


def scrubs(tidy: Callable[[User, str], None]) -> Callable[[User, str], None]:
    """Register what else says something about a person: `tidy(person, using)` takes it out."""
    _told.append(tidy)
    return tidy


def nobody() -> str:
    """What stands in place of a name, in the language of the hub."""
    with translation.override(settings.LANGUAGE_CODE):
        return pgettext("in place of a name", "Former member")


@dataclass(frozen=True)
class Traces:
    """What somebody is known by, and what stands there afterwards."""

    handle: str
    new_handle: str
    new_name: str
    names: tuple[str, ...]
    emails: tuple[str, ...]

    @classmethod
    def of(cls, person: User, using: str) -> Traces:
        """All addresses they ever had here; not one that is somebody else's by now."""
        known = {person.email}
        for model in (Affiliation, EmailAddress):
            known |= set(model.objects.using(using).filter(user=person.pk).values_list("email", flat=True))
        for pair in Move.objects.using(using).filter(user=person.pk).values_list("from_email", "to_email"):
            known |= set(pair)
        others = User.objects.using(using).filter(email__in=known).exclude(pk=person.pk).values_list("email", flat=True)
        titles = Item.objects.using(using).filter(kind="profile", slug=person.handle).values_list("title", flat=True)
        names = {person.name, *titles} - {"", person.handle, nobody()}
        return cls(person.handle, erased_handle(person.pk), nobody(), tuple(names), tuple(known - set(others)))

    @property
    def new_email(self) -> str:
        return f"{self.new_handle}@erased.invalid"

    def needles(self, *, names: bool) -> list[str]:
        """Strings of which a text that tells of them has one."""
        found = [f"@{self.handle}", f"people/{self.handle}", *self.emails, *(self.names if names else ())]
        return list(dict.fromkeys(found + [json.dumps(one)[1:-1] for one in found]))

    def out_of(self, text: str, *, names: bool) -> str:
        """`text` without them."""
        handle = re.escape(self.handle)
        for email in self.emails:
            text = re.sub(rf"(?<![\w.+-]){re.escape(email)}(?![\w-]|\.\w)", self.new_email, text, flags=re.IGNORECASE)
        text = re.sub(rf"(?<![\w@./+-])@{handle}(?![\w@/-]|\.\w)", f"@{self.new_handle}", text, flags=re.IGNORECASE)
        text = re.sub(rf"(?<=people/){handle}(?![\w-]|\.\w)", self.new_handle, text, flags=re.IGNORECASE)
        for name in self.names if names else ():
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", self.new_name, text)
        return text


@erasures.again(TABLE)
def scrub_again(entry: erasures.Entry, using: str) -> None:
    """A restored database from before the erasure loses the person again."""
    scrub(int(entry.key), using)


def scrub(key: int, using: str = "default") -> tuple[str, ...]:
    """Take the person with this key out of every row. Call it in a transaction; done twice, it changes nothing.

    Answers what they were known by, for whatever lies outside the database.
    """
    person = User.objects.using(using).filter(pk=key).first()
    if person is None:
        return ()
    traces = Traces.of(person, using)
    touched = _items_of(person, using)
    for tidy in _told:
        tidy(person, using)
    _drop_what_is_theirs(person, traces, using)
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in _NO_WORDS and not model._meta.proxy and model._meta.managed:
            touched |= _rewrite(model, traces, using)
    Link.objects.using(using).filter(kind="mention", slug=traces.handle).update(slug=traces.new_handle, title=traces.new_handle)
    models.QuerySet(Event, using=using).filter(actor=key, address__isnull=False).update(address=NOWHERE)
    User.objects.using(using).filter(pk=key).update(
        email=traces.new_email,
        name=traces.new_name,
        handle=traces.new_handle,
        password=f"!{get_random_string(40)}",
        language="",
        last_login=None,
        lapsed_at=None,
        employer=None,
        is_active=False,
        is_staff=False,
        is_superuser=False,
    )
    Item.objects.using(using).filter(pk__in=touched).update(shown=F("shown") + 1)
    IndexEntry.objects.using(using).filter(item__in=touched).update(version=F("version") + 1)
    User.objects.using(using).update(epoch=F("epoch") + 1)  # bylines stand on pages of everybody
    return (*traces.names, *traces.emails, f"@{traces.handle}", f"people/{traces.handle}")


def _items_of(person: User, using: str) -> set[int]:
    """Items whose page, search document or list names them."""
    items = Item.objects.using(using).filter(Q(author=person.pk) | Q(owner=person.pk) | Q(events__actor=person.pk))
    sources = Link.objects.using(using).filter(kind="mention", slug=person.handle).values_list("source", flat=True)
    return {*items.values_list("pk", flat=True), *sources}


def _drop_what_is_theirs(person: User, traces: Traces, using: str) -> None:
    """Rows that are about nothing but them, and rows by which somebody would be reached."""
    rows = (Watch, Draft, EmailAddress, Authenticator, SocialAccount, SignIn, Bounce, AddressProof, HeldNewcomer, Membership)
    for model in rows:
        model._base_manager.using(using).filter(user=person.pk).delete()
    to = Q(email__in=traces.emails)
    AllowedAddress.objects.using(using).filter(to).delete()
    Applicant.objects.using(using).filter(to).delete()
    Invitation.objects.using(using).filter(to, taken_at=None, withdrawn_at=None).delete()
    Mail.objects.using(using).filter(Q(user=person.pk) | Q(to__in=traces.emails)).delete()
    now = timezone.now()
    current = Affiliation.objects.using(using).filter(user=person.pk, ended_at=None)
    current.update(ended_at=now, administers=False)
    Guest.objects.using(using).filter(Q(user=person.pk) | Q(sponsor=person.pk), until__gt=now).update(until=now)
    AccessRequest.objects.using(using).filter(user=person.pk).update(reason="")


def _rewrite(model: type[models.Model], traces: Traces, using: str) -> set[int]:
    """Every text of one table; the items to which the changed rows belong."""
    fields = [field for field in model._meta.local_fields if _holds_words(field)]
    if not fields:
        return set()
    names = model._meta.label in _OWN_WORDS
    wanted = Q()
    for field in fields:
        for needle in traces.needles(names=names):
            wanted |= Q(**{f"{field.name}__icontains": needle})
    found = set()
    rows = models.QuerySet(model, using=using)
    for row in list(rows.filter(wanted)):
        said = {field.name: getattr(row, field.name) for field in fields}
        changed = {name: new for name, old in said.items() if (new := _without(old, traces, names)) != old}
        if changed:
            if model is Item and "title" in changed and row.kind not in _KEEPS_SLUG:
                changed["slug"] = said["slug"].replace(slugify(traces.handle), traces.new_handle)
            rows.filter(pk=row.pk).update(**changed)
            found |= set(_items_behind(row))
    return found


def _holds_words(field: models.Field) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
    return is_text and not field.choices and not field.primary_key


def _without(value: object, traces: Traces, names: bool) -> object:
    if isinstance(value, str):
        return traces.out_of(value, names=names)
    if isinstance(value, list):
        return [_without(one, traces, names) for one in value]
    if isinstance(value, dict):
        return {key: _without(one, traces, names) for key, one in value.items()}
    return value


def _items_behind(row: models.Model) -> Iterator[int]:
    if isinstance(row, Item):
        yield row.pk
    for field in row._meta.local_fields:
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Item) and getattr(row, field.attname):
            yield getattr(row, field.attname)

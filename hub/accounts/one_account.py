"""Two accounts of one person become one: every row that names the one names the other, and the account that is left goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from hub import events, mails
from hub.accounts.actions import sees_otherwise
from hub.accounts.leaving import let_go, withdraw
from hub.models import Guest, Membership, Move, User, Watch
from hub.moderation import holding

# How two rows of one table that clash become one: (the row that stays, the row that goes).
Merge = Callable[[models.Model, models.Model], None]
_merges: dict[str, Merge] = {}


def merges(label: str) -> Callable[[Merge], Merge]:
    """Register what the row that stays takes over from the one that goes; without one it takes nothing."""

    def register(merge: Merge) -> Merge:
        _merges[label] = merge
        return merge

    return register


def columns() -> Iterator[tuple[type[models.Model], models.ForeignKey]]:
    """Every column of every table that names a person, those that join many to many among them."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and issubclass(field.related_model, User):
                yield model, field


@transaction.atomic
def join(kept: User, gone: User, *, by: User) -> None:
    """`gone` is the same person as `kept`, which stays with its history. They work for whom they proved last.

    What the earlier employer gave ends as in any move; nothing of either account is lost.
    """
    assert kept.pk != gone.pk, "an account is not joined with itself"
    holding.require_free(person=gone)
    now, then = _newest_first(kept, gone)
    left = then.affiliations.current().select_related("agency").first()
    email, before = now.email, then.email
    if left is not None:
        left.ended_at = timezone.now()
        left.save(update_fields=["ended_at"])
    stays = kept.affiliations.current().first() or gone.affiliations.current().first()
    if left is not None and (stays is None or left.agency_id != stays.agency_id):
        let_go(then, left.agency, works_as=now)
    for model, field in columns():
        _hand(model, field, kept, gone)
    EmailAddress.objects.filter(user=kept).delete()
    gone_key = gone.pk
    User.objects.get(pk=gone.pk).delete()
    kept.email = email
    kept.is_staff, kept.is_superuser = kept.is_staff or gone.is_staff, kept.is_superuser or gone.is_superuser
    if kept.lapsed_at is not None:  # its address waited to be proved again, and another one is proved now
        kept.is_active, kept.lapsed_at = True, None
    kept.save(update_fields=["email", "is_staff", "is_superuser", "is_active", "lapsed_at"])
    EmailAddress.objects.create(user=kept, email=email, verified=True, primary=True)
    Move.objects.create(
        user=kept, from_email=before, to_email=email, from_agency=left and left.agency, to_agency=stays and stays.agency
    )
    if stays is not None:
        stays.refresh_from_db()
        stays.save()  # writes down whom they work for
    kept.forget_standing()
    withdraw(kept)
    sees_otherwise(kept)
    kept.refresh_from_db()
    for address in dict.fromkeys((before, email)):
        mails.write(address, "accounts_joined", {"before": before, "now": email})
    events.record(by, "hub.accounts_joined", audit=True, person=kept.pk, before=gone_key)


def _newest_first(kept: User, gone: User) -> list[User]:
    """The one of the two whose employer was proved last, which is where the person works now, and the other."""

    def proved(user: User):
        row = user.affiliations.current().first()
        return (row is not None, row.verified_at if row else user.created_at)

    return sorted((kept, gone), key=proved, reverse=True)


def _hand(model: type[models.Model], field: models.ForeignKey, kept: User, gone: User) -> None:
    """Every row of one column, past managers that forbid changes: an event that happened stays, under the right name."""
    rows = models.QuerySet(model).filter(**{field.name: gone.pk})
    uniques = _uniques(model, field.name)
    if not uniques:
        rows.update(**{field.name: kept.pk})
        return
    for row in rows:
        clash = _clash(model, uniques, row, {field.name: kept.pk})
        if clash is None:
            models.QuerySet(model).filter(pk=row.pk).update(**{field.name: kept.pk})
            continue
        merge = _merges.get(model._meta.label)
        if merge is not None:
            merge(clash, row)
        row.delete()


def _uniques(model: type[models.Model], name: str) -> list[tuple[tuple[str, ...], models.Q | None]]:
    """(fields, condition) of each rule of the table by which two rows of one person may clash."""
    found = [(rule.fields, rule.condition) for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    found += [(fields, None) for fields in model._meta.unique_together]
    if model._meta.get_field(name).unique:
        found.append(((name,), None))
    return [(fields, condition) for fields, condition in found if name in fields]


def _clash(model, uniques, row: models.Model, changed: dict) -> models.Model | None:
    """The row of the account that stays which stands where `row` would."""
    for fields, condition in uniques:
        values = {name: changed.get(name, getattr(row, model._meta.get_field(name).attname)) for name in fields}
        if any(value is None for value in values.values()):
            continue  # NULLs never clash
        if condition is not None and not models.QuerySet(model).filter(condition, pk=row.pk).exists():
            continue
        others = models.QuerySet(model).filter(**values).exclude(pk=row.pk)
        found = (others.filter(condition) if condition is not None else others).first()
        if found is not None:
            return found
    return None


@merges("hub.Watch")
def _watches(stays: Watch, goes: Watch) -> None:
    """A mute is remembered; else whoever wanted to hear more hears more."""
    muted = Watch.Level.MUTE in (stays.level, goes.level)
    if goes.level == Watch.Level.MUTE or (goes.level > stays.level and not muted):
        Watch.objects.filter(pk=stays.pk).update(level=goes.level, reason=goes.reason)


_RANK = [Membership.Role.READER, Membership.Role.MEMBER, Membership.Role.MODERATOR, Membership.Role.OWNER]


@merges("hub.Membership")
def _memberships(stays: Membership, goes: Membership) -> None:
    """The higher role, and the longer time."""
    role = max(stays.role, goes.role, key=_RANK.index)
    until = None if None in (stays.until, goes.until) else max(stays.until, goes.until)
    joined = min(stays.joined_at, goes.joined_at)
    Membership.objects.filter(pk=stays.pk).update(role=role, until=until, joined_at=joined)


@merges("hub.Guest")
def _guests(stays: Guest, goes: Guest) -> None:
    """The longer time."""
    Guest.objects.filter(pk=stays.pk).update(until=max(stays.until, goes.until))

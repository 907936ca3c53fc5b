"""Destroying for good what was removed: its rows, earlier states, files, index, notices and drafts. A neutral line stays.

purging.purge(item, by=by, reason=reason)     # raises holding.Held

@purging.along                                # whoever keeps words about items elsewhere loses them in the same transaction
def _forget(item, using): ...

It works for every content type, by what its tables say of each other; `tests/nets/test_contract.py` holds them to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import CASCADE, PROTECT, ManyToOneRel, QuerySet
from django.utils import timezone

from hub import events, links, mails
from hub.backup import erasures
from hub.files.storing import UNCLAIMED_FOR
from hub.models import Authored, Delivery, File, Flag, Hold, IndexEntry, Item, User
from hub.moderation import holding
from hub.search import forgetting

Along = Callable[[Item, str], None]  # (a bare item, the alias of the database)
VERB = "hub.purged"
_alongs: list[Along] = []


def along(forget: Along) -> Along:
    """Register what loses its own words about an item that is destroyed."""
    _alongs.append(forget)
    return forget


def removed() -> QuerySet[Item]:
    """What can be destroyed: whatever people made and somebody removed."""
    kinds = [kind for kind, model in Item.kinds.items() if model.is_offered()]
    return Item.objects.filter(kind__in=kinds, removed_at__isnull=False)


def hold_on(item: Item) -> holding.Hold | None:
    """What keeps `item` from being destroyed: a hold on it, its space, or anybody who wrote or uploaded part of it."""
    hands = set(File.objects.filter(item=item.pk).values_list("uploader", flat=True))
    for relation in _parts(item.type):
        if issubclass(relation.related_model, Authored):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: item.pk})
            hands.update(rows.values_list("author", flat=True).distinct())
    return holding.hold_on(item=item) or Hold.objects.in_force().filter(person__in=hands - {None}).order_by("pk").first()


@transaction.atomic
def purge(item: Item, *, by: User, reason: str) -> bool:
    """Destroy a removed item; False where it is gone or was brought back meanwhile. Raises holding.Held.

    Its files and their bytes, and what search remembers, go within seconds by the worker; backups keep it until they are
    deleted, and lose it again when they are restored.
    """
    held = removed().select_for_update(of=("self",)).select_related("space").filter(pk=item.pk).first()
    if held is None:
        return False
    if hold := hold_on(held):
        raise holding.Held(hold)
    links.vanished(held)
    erasures.note("hub.Item", [held.pk])
    forgetting.ask(held.pk)
    trace = {"kind": held.kind, "number": held.pk, "reason": " ".join(reason.split())[:300], "narrow": held.is_narrower}
    _destroy(held, "default")
    events.record(by, VERB, space=held.space, audit=True, quiet=True, **trace)
    return True


@erasures.again("hub.Item")
def _destroy_again(erased: erasures.Entry, using: str) -> None:
    item = Item.objects.using(using).filter(pk=erased.key).first()
    if item is not None:
        _destroy(item, using)


def _destroy(item: Item, using: str) -> None:
    for forget in _alongs:
        forget(item, using)
    flags = Flag.objects.using(using).filter(item=item.pk)
    mails.forget(["flag_decided"], set(flags.values_list("pk", flat=True)), using)
    Delivery.objects.using(using).filter(event__item=item.pk).delete()
    IndexEntry.objects.using(using).filter(item=item.pk).delete()
    Hold.objects.using(using).filter(item=item.pk).delete()  # none is in force any more
    _let_go(item, using)
    # As uploads that nothing ever showed: the sweep takes rows and bytes, and bytes that others show stay.
    long_ago = timezone.now() - UNCLAIMED_FOR - timedelta(seconds=1)
    File.objects.using(using).filter(item=item.pk).update(item=None, created_at=long_ago)
    item.type._base_manager.using(using).get(pk=item.pk).delete()


def _let_go(item: Item, using: str) -> None:
    """Its own row points to nothing, and its parts are gone: what protects each other inside one item goes together."""
    model = item.type
    if ends := {field.name: None for field in model._meta.local_fields if field.many_to_one and field.null}:
        model._base_manager.using(using).filter(pk=item.pk).update(**ends)
    for relation in _parts(model):
        rows = relation.related_model._base_manager.using(using).filter(**{relation.field.name: item.pk})
        if relation.on_delete is CASCADE:
            rows.delete()
        elif relation.on_delete is PROTECT and relation.field.null:  # what stood below it
            rows.update(**{relation.field.name: None})


def _parts(model: type[Item]) -> Iterator[ManyToOneRel]:
    """The relations of tables that refer to this very type, not to items as such."""
    for relation in model._meta.get_fields(include_parents=False, include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.one_to_many and relation.model is model:
            yield relation

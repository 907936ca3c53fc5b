"""Destroying for good what was removed: its rows, earlier states, files, index, notices and drafts. A neutral line stays.

purging.purge(item, by=by, reason=reason)     # raises holding.Held

@purging.along                                # whoever keeps words about items elsewhere loses them in the same transaction
def _forget(item, using): ...

purging.purge_part(topic, "post-51", by=by, reason=reason)   # where the type says how, in `parts`

It works for every content type, by what its tables say of each other; `tests/nets/test_contract.py` holds them to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import CASCADE, PROTECT, ManyToOneRel, QuerySet

from hub import events, links, mails
from hub.backup import erasures
from hub.files.storing import abandon
from hub.models import Authored, Delivery, File, Flag, Hold, IndexEntry, Item, Link, User
from hub.moderation import holding
from hub.search import forgetting

Along = Callable[[Item, str], None]  # (a bare item, the alias of the database)


@dataclass(frozen=True)
class PartsOf:
    """How a type destroys one removed part of an item that stays."""

    author: Callable[[Item, str], int | None]  # whose words it is; raises LookupError where there is no such part in the bin
    destroy: Callable[[Item, str, str], None]  # (item, anchor, the alias of the database)


VERB = "hub.purged"
parts: dict[str, PartsOf] = {}
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
    _destroy(held, "default")
    _record(held, "", by, reason)
    return True


def hold_on_part(item: Item, anchor: str) -> holding.Hold | None:
    """What keeps a removed part of `item` from being destroyed. Raises LookupError where there is no such part."""
    if item.kind not in parts:
        raise LookupError(anchor)
    author = parts[item.kind].author(item, anchor)
    held = Hold.objects.in_force().filter(person=author, person__isnull=False)
    return holding.hold_on(item=item) or held.order_by("pk").first()


@transaction.atomic
def purge_part(item: Item, anchor: str, *, by: User, reason: str) -> None:
    """Destroy the words of a removed part; its place in the item stays. Raises LookupError and holding.Held."""
    held = Item.objects.select_for_update(of=("self",)).select_related("space").get(pk=item.pk)
    if hold := hold_on_part(held, anchor):
        raise holding.Held(hold)
    erasures.note("hub.Item", [f"{held.pk}#{anchor}"])
    forgetting.ask(held.pk, anchor)
    _destroy_part(held, anchor, "default")
    links.raise_shown([held.pk])
    _record(held, anchor, by, reason)


def _record(item: Item, anchor: str, by: User, reason: str) -> None:
    trace = {"kind": item.kind, "number": item.pk, "reason": " ".join(reason.split())[:300], "narrow": item.is_narrower}
    events.record(by, VERB, space=item.space, audit=True, quiet=True, part=anchor, **trace)


@erasures.again("hub.Item")
def _destroy_again(erased: erasures.Entry, using: str) -> None:
    key, _sign, anchor = erased.key.partition("#")
    item = Item.objects.using(using).filter(pk=key).first()
    if item is not None and anchor:
        _destroy_part(item, anchor, using)
    elif item is not None:
        _destroy(item, using)


def _destroy_part(item: Item, anchor: str, using: str) -> None:
    parts[item.kind].destroy(item, anchor, using)
    Link.objects.using(using).filter(source=item.pk, anchor=anchor).delete()
    flags = Flag.objects.using(using).filter(item=item.pk, anchor=anchor)
    mails.forget(["flag_decided"], set(flags.values_list("pk", flat=True)), using)
    flags.delete()


def _destroy(item: Item, using: str) -> None:
    for forget in _alongs:
        forget(item, using)
    flags = Flag.objects.using(using).filter(item=item.pk)
    mails.forget(["flag_decided"], set(flags.values_list("pk", flat=True)), using)
    Delivery.objects.using(using).filter(event__item=item.pk).delete()
    IndexEntry.objects.using(using).filter(item=item.pk).delete()
    Hold.objects.using(using).filter(item=item.pk).delete()  # none is in force any more
    _let_go(item, using)
    abandon(File.objects.using(using).filter(item=item.pk))
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

"""One small hub with something of every kind in it, for the nets that are cast over everything.

The space is the cast's: listed, content for members only. `secret` is a word that stands in everything in it.
"""

from __future__ import annotations

from types import SimpleNamespace

from forums.actions import add_reply, remove_topic, start_topic
from hub.models import AdmissionRequest, AllowedAddress, Draft, Event, Item, Membership, Override, Tag
from hub.moderation import flagging, holding
from realtime import digests
from realtime.models import Notification
from tests.cast import make_person, make_space
from tests.nets.makers import MAKERS, make_file

SECRET = "zxcanary"


def make_world(cast) -> SimpleNamespace:
    """The cast, an owner, a narrower and an unlisted space, an item of each kind and what hangs on it."""
    owner = make_person("olga", cast.health, name="Olga Reed")
    Membership.objects.create(space=cast.space, user=owner, role="owner")
    Membership.objects.create(space=cast.space, user=make_person("otto", cast.health), role="owner")
    hidden = make_space(owner, f"{SECRET} hidden", "unlisted", slug="hidden", members=[cast.dev])
    for person in [*cast.people, owner]:
        for kind in Item.kinds.values() if person.verified_at else ():
            kind.greet(person)
    items = {
        kind: make(owner, cast.space, title=f"{SECRET} {kind}", words=f"{SECRET}{kind} words") for kind, make in MAKERS.items()
    }
    for kind, make in MAKERS.items():
        make(owner, hidden, title=f"{SECRET} deep {kind}", words=f"{SECRET}deep{kind} words")
    for item in items.values():
        item.tags.add(f"{SECRET}tag")
    file = make_file(owner, items["page"], name=f"{SECRET}.txt")
    draft = Draft.objects.create(user=owner, kind="page", space=cast.space, fields={"title": f"{SECRET} draft", "text": "x"})
    people = {name: getattr(cast, name) for name in ("pat", "lee", "gus", "cleo", "ben", "dev", "ana", "root")}
    people["owner"] = owner
    world = SimpleNamespace(
        cast=cast,
        people=people,
        owner=owner,
        space=cast.space,
        hidden=hidden,
        items=items,
        file=file,
        draft=draft,
        tag=Tag.objects.get(slug=f"{SECRET}tag"),
    )
    world.reply = add_reply(items["topic"], author=cast.dev, text=f"{SECRET}reply words")
    world.removed = start_topic(cast.space, author=owner, title=f"{SECRET} removed", text=f"{SECRET}removed words")
    remove_topic(world.removed, by=owner)
    world.asked, world.refused = (
        AdmissionRequest.objects.create(organisation="Harbour", domain="harbour.example", key=f"domain:{state}", state=state)
        for state in ("waiting", "refused")
    )
    world.flag = flagging.flag(items["page"], by=cast.dev, reason="other", words=f"{SECRET}flag words")
    decided = flagging.flag(items["idea"], by=cast.dev, reason="other", words=f"{SECRET}flag words")
    flagging.decide(decided, by=cast.ana, outcome="edited", answer=f"{SECRET}answer words")
    remove_topic(
        start_topic(cast.space, author=owner, title=f"{SECRET} away", text="Words."),
        by=cast.ana,
        reason=f"{SECRET}reason words",
    )
    Override.objects.create(item=Item(pk=items["page"].pk), space=cast.space, kinds=["ni"], reason=f"{SECRET}override words")
    world.hold = holding.put(by=cast.root, why="An inquiry", item=items["page"])
    world.allowed = AllowedAddress.objects.create(email="only@mail.example", agency=cast.parks)
    world.clients, world.cookies = {}, {}
    world.notice = Notification.objects.create(
        user=owner, item=items["page"], last_event=Event.objects.filter(item=items["page"].pk).first(), reason="chose"
    )
    world.arguments = lambda name: arguments(world, name)
    return world


def arguments(world, name: str) -> dict:
    """Keyword arguments for a route, about the members-only space: by the route's own entry, else by their names."""
    from tests.nets.matrix import routes

    app = name.split(":")[0]
    kind = {"wiki": "page", "sample": "idea", "forums": "topic", "resources": "resource", "lessons": "lesson"}.get(app)
    item = world.items.get(kind) or world.items["page"]
    known = {
        "space": world.space.slug,
        "slug": item.slug or "x",
        "page": item.slug,
        "pk": item.pk,
        "id": item.pk,
        "item": item.pk,
        "handle": world.owner.handle,
        "kind": kind or "page",
        "number": 1,
        "version": 1,
        "tag": world.tag.slug,
        "path": "x",
        "post": world.reply.pk,
    }
    known |= SPECIAL.get(name, lambda world: {})(world)
    return {argument: known.get(argument, 1) for argument in routes()[name]}


# Routes whose arguments mean something else than their names say.
_AGENCY = {"agency", "addresses", "decide_agency"}
_PERSON = {"person", "suspend", "duty", "employer", "newcomer", "erase"}
SPECIAL = {
    **{f"manage:{name}": lambda world: {"pk": world.cast.una.agency.pk} for name in _AGENCY},
    **{f"manage:{name}": lambda world: {"pk": world.cast.cleo.pk} for name in _PERSON},
    **{f"manage:{name}": lambda world: {"pk": world.cast.parks.domains.first().pk} for name in ("domain", "remove_domain")},
    "manage:reorganise": lambda world: {"pk": world.cast.parks.pk},
    "manage:address": lambda world: {"pk": world.allowed.pk},
    "manage:request": lambda world: {"pk": world.asked.pk},
    "manage:reopen": lambda world: {"pk": world.refused.pk},
    "forums:ask": lambda world: {"item": world.items["page"].pk},
    "forums:bring_back_topic": lambda world: {"pk": world.removed.pk},
    "hub:decide_flag": lambda world: {"pk": world.flag.pk},
    "hub:decide_hub_flag": lambda world: {"pk": world.flag.pk},
    "manage:purge": lambda world: {"pk": world.removed.pk},
    "manage:lift_hold": lambda world: {"pk": world.hold.pk},
    "hub:discard_draft": lambda world: {"pk": world.draft.pk},
    "realtime:go": lambda world: {"pk": world.notice.pk},
    "realtime:stop": lambda world: {"token": digests.stop_token(world.owner)},
    "hub:file": lambda world: {"pk": world.file.pk},
    "hub:tag": lambda world: {"slug": world.tag.slug},
    "hub:space": lambda world: {"slug": world.space.slug},
}

__all__ = ["SECRET", "Item", "arguments", "make_world"]

"""The one socket: who may open it, what it says, and when it closes."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.sessions.models import Session
from django.test import Client

from hub.asgi import application
from hub.models import Membership
from realtime import pulse
from realtime.registry import registry
from tests.cast import make_space
from tests.nets.makers import make_idea

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
HOST = b"localhost:8000"


@pytest.fixture(autouse=True)
def no_pulse_left_over():
    yield
    registry.loop = None
    registry.people.clear()
    registry.items.clear()


def cookie_of(user) -> str:
    client = Client()
    client.force_login(user, backend="hub.accounts.backend.PersonBackend")
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


async def open_socket(user=None, origin=b"http://localhost:8000", host=HOST):
    headers = [(b"host", host)]
    if origin is not None:
        headers.append((b"origin", origin))
    if user is not None:
        headers.append((b"cookie", (await sync_to_async(cookie_of)(user)).encode()))
    socket = WebsocketCommunicator(application, "/ws/", headers=headers)
    accepted, _code = await socket.connect()
    return socket, accepted


@pytest.mark.parametrize(
    "origin",
    [
        None,
        b"null",
        b"http://evil.example",
        b"http://localhost:8000.evil.com",
        b"http://localhost:9000",
        b"http://a.localhost:8000",
    ],
)
async def test_w01_another_sites_page_cannot_open_it(cast, origin):
    socket, accepted = await open_socket(cast.ana, origin)
    assert not accepted


async def test_w02_only_members_open_it(cast):
    for user in (None, cast.pat, cast.lee):
        _socket, accepted = await open_socket(user)
        assert not accepted
    socket, accepted = await open_socket(cast.gus)
    assert accepted
    await socket.disconnect()


async def test_w03_it_says_that_an_item_changed_only_to_those_who_see_it_now(cast):
    item = await sync_to_async(make_idea)(cast.dev, cast.space, title="Idea", words="words")
    member, _yes = await open_socket(cast.gus)
    outsider, _yes = await open_socket(cast.ben)
    for socket in (member, outsider):
        await socket.send_to(text_data=json.dumps({"show": [item.pk]}))
    await asyncio.sleep(0.3)
    await pulse.dispatch({"people": {}, "items": [item.pk]})
    assert json.loads(await member.receive_from(2)) == {"item": item.pk, "shown": 1}
    assert await outsider.receive_nothing(0.2)
    await sync_to_async(Membership.objects.filter(user=cast.gus).delete)()
    await pulse.dispatch({"people": {}, "items": [item.pk]})
    assert await member.receive_nothing(0.2)
    for socket in (member, outsider):
        await socket.disconnect()


async def test_w02_it_closes_when_the_session_ends_or_the_person_is_suspended(cast):
    first, _yes = await open_socket(cast.ana)
    second, _yes = await open_socket(cast.dev)
    await sync_to_async(Session.objects.all().delete)()
    await pulse.check()
    assert (await first.receive_output(2))["code"] == 4401
    assert (await second.receive_output(2))["code"] == 4401
    third, _yes = await open_socket(cast.cleo)
    cast.cleo.is_active = False
    await sync_to_async(cast.cleo.save)()
    await pulse.check()
    assert (await third.receive_output(2))["code"] == 4401


@pytest.mark.parametrize("frame", ["x", "[]", "{}", '{"show": "x"}', '{"show": [{}]}', "x" * 5000, '{"show": [' + "[" * 900])
async def test_w05_nonsense_closes_it(cast, frame):
    socket, _yes = await open_socket(cast.ana)
    await socket.send_to(text_data=frame)
    assert (await socket.receive_output(2))["type"] == "websocket.close"


async def test_w07_the_bell_rings_with_a_number_and_nothing_else(cast):
    socket, _yes = await open_socket(cast.ana)
    pulse.ping({cast.ana.pk: 7, cast.ben.pk: 9})
    assert json.loads(await socket.receive_from(2)) == {"bell": 7}
    assert await socket.receive_nothing(0.1)
    await socket.disconnect()


@pytest.mark.slow
async def test_a_space_that_closed_takes_its_items_from_open_windows_at_the_next_check(cast):
    space = await sync_to_async(make_space)(cast.ana, "Open", "open")
    item = await sync_to_async(make_idea)(cast.ana, space, title="Idea", words="words")
    socket, _yes = await open_socket(cast.ben)
    await socket.send_to(text_data=json.dumps({"show": [item.pk]}))
    await asyncio.sleep(0.3)
    assert registry.items[item.pk]
    space.visibility = "members"
    await sync_to_async(space.save)()
    cast.ben.epoch += 1
    await sync_to_async(cast.ben.save)()
    await pulse.check()
    assert not registry.items.get(item.pk)
    await socket.disconnect()

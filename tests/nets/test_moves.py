"""Whatever moves from space to space is still found: under its old addresses, from notices, from links; by its readers only."""

import pytest

from hub.actions import relocating
from hub.models import Event, Item, User, Watch, specific
from realtime.models import Notification
from tests.cast import make_space
from tests.nets.makers import MAKERS, make_file, make_page

pytestmark = pytest.mark.slow
KINDS = sorted(set(MAKERS) & set(relocating.movers))


def again(key, model=Item):
    return model.objects.select_related("space").get(pk=key) if model is Item else model.objects.get(pk=key)


def ended(client, address):
    """The last address and status, and all the addresses that redirects named."""
    answer = client.get(address, follow=True)
    return answer.request["PATH_INFO"], answer.status_code, [url for url, _status in answer.redirect_chain]


def test_every_kind_that_people_make_can_move_or_says_that_it_cannot(cast):
    assert set(MAKERS) - set(KINDS) == {"idea"}  # which registers no mover


@pytest.mark.parametrize("kind", KINDS)
def test_sp13_old_addresses_notices_and_links_lead_to_what_moved_twice(cast, sign_in, work, kind):
    old = make_space(cast.ana, "Wards", "members", members=[cast.dev])
    middle = make_space(cast.ana, "Rota", "members", members=[cast.dev])
    new = make_space(cast.ana, "Beds", "members", members=[cast.dev, cast.gus])
    Watch.objects.create(user=cast.dev, space=old, level=Watch.Level.EVERYTHING)
    made = MAKERS[kind](cast.ana, old, title="Night heron", words="It stands in the water.")
    file = make_file(cast.ana, made)
    work()
    item = again(made.pk)
    addresses = {item.get_absolute_url(), *(event.url for event in Event.objects.filter(item=item.pk).select_related("item"))}
    notice = Notification.objects.get(user=cast.dev, item=item.pk)
    linking = make_page(cast.ana, old, title="Linking", words=f"[[Night heron]] and [by address]({item.get_absolute_url()})")
    for space in (middle, new):
        addresses.add(again(made.pk).get_absolute_url())
        relocating.relocate(specific([again(made.pk)])[0], space, by=again(cast.ana.pk, User))
    here = again(made.pk).get_absolute_url()
    dev, cleo, ben = (sign_in(again(person.pk, User), fresh=True) for person in (cast.dev, cast.cleo, cast.ben))
    for address in addresses:
        assert ended(dev, address)[:2] == (here, 200), address
        for outsider in (cleo, ben):
            status, chain = ended(outsider, address)[1:]
            assert (status, chain) == (404, []), address
    assert ended(dev, f"/notifications/{notice.pk}/")[:2] == (here, 200)
    assert b"Plain words" in b"".join(dev.get(file.get_absolute_url()))
    assert cleo.get(file.get_absolute_url()).status_code == 404
    if kind == "page":
        assert f'href="{here}"' in dev.get(linking.get_absolute_url()).content.decode()
        assert "Linking" in dev.get(f"{here}links/").content.decode()


def test_a_page_that_moved_and_was_renamed_is_found_under_every_address_it_had(cast, sign_in):
    from wiki.actions import edit_page
    from wiki.models import Page

    old = make_space(cast.ana, "Wards", "members", members=[cast.dev])
    new = make_space(cast.ana, "Beds", "members", members=[cast.dev])
    page = make_page(cast.ana, old, title="Night heron", words="It stands in the water.")
    edit_page(again(page.pk, Page), editor=cast.ana, base=1, title="Grey heron", text="It stands in the water.")
    relocating.relocate(again(page.pk, Page), new, by=again(cast.ana.pk, User))
    moved = again(page.pk, Page)
    edit_page(moved, editor=cast.ana, base=moved.current.number, title="White heron", text="It stands in the water.")
    here = again(page.pk).get_absolute_url()
    dev, cleo = sign_in(cast.dev, fresh=True), sign_in(cast.cleo, fresh=True)
    for address in ("/s/wards/night-heron/", "/s/wards/grey-heron/", "/s/beds/grey-heron/"):
        assert ended(dev, address)[:2] == (here, 200), address
        assert ended(dev, f"{address}history/")[:2] == (f"{here}history/", 200)
        assert ended(cleo, address)[1:] == (404, [])

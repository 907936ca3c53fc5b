"""Titles, addresses and what leads to a page after it moved."""

import pytest

from wiki.actions import WouldLoop, bring_back, create_page, edit_page, move_page, remove_page, shift_page
from wiki.models import Page, PageAddress


def rename(page, title, by):
    page.refresh_from_db()
    edit_page(page, editor=by, title=title, text=page.current.text, base=page.current.number)


@pytest.mark.slow
def test_old_addresses_lead_to_a_renamed_page_for_ever(cast, sign_in, page):
    for title in ("Council tax bands", "Bands", "Bands and bills"):
        rename(page, title, cast.dev)
    client = sign_in(cast.gus)
    for old in ("council-tax", "council-tax-bands", "bands"):
        moved = client.get(f"/s/health-practice/{old}/?q=1")
        assert (moved.status_code, moved["Location"]) == (301, "/s/health-practice/bands-and-bills/?q=1")
        assert client.get(f"/s/health-practice/{old}/history/")["Location"] == "/s/health-practice/bands-and-bills/history/"
    assert sign_in(cast.cleo, fresh=True).get("/s/health-practice/council-tax/").status_code == 404


def test_a_page_may_take_back_a_name_it_had(cast, sign_in, page):
    rename(page, "Bands", cast.dev)
    rename(page, "Council tax", cast.dev)
    page.refresh_from_db()
    assert page.slug == "council-tax"
    assert sign_in(cast.dev).get("/s/health-practice/bands/")["Location"] == "/s/health-practice/council-tax/"
    assert PageAddress.objects.filter(page=page, current=True).count() == 1


@pytest.mark.slow
def test_no_other_page_takes_an_address_that_leads_somewhere(cast, sign_in, page):
    rename(page, "Bands", cast.dev)
    html = sign_in(cast.dev).post("/s/health-practice/new/", {"title": "Council tax", "text": "mine"}).content.decode()
    assert "A page has this title already, or had it before" in html
    other = create_page(cast.space, author=cast.dev, title="Other", text="x")
    sent = {"title": "Bands", "text": "x", "base": 1}
    html = sign_in(cast.dev).post(f"{other.get_absolute_url()}edit/", sent).content.decode()
    assert 'href="#id_title">A page has this title already' in html


def test_the_same_title_in_another_way_of_writing_keeps_the_address(cast, page):
    rename(page, "COUNCIL  tax", cast.dev)
    page.refresh_from_db()
    assert (page.title, page.slug, page.addresses.count()) == ("COUNCIL tax", "council-tax", 1)


def test_titles_in_any_script_get_an_address(cast, sign_in):
    client = sign_in(cast.dev)
    for title in ("Treth gyngor â ŵ", "税金", "!!!"):
        response = client.post("/s/health-practice/new/", {"title": title, "text": "x"}, follow=True)
        assert response.status_code == 200, title
        assert title in response.content.decode()


@pytest.mark.slow
def test_a_page_is_renamed_and_moved_by_keyboard_without_scripts(cast, sign_in, page):
    parent = create_page(cast.space, author=cast.dev, title="Money", text="x")
    child = create_page(cast.space, author=cast.dev, title="Discounts", text="x", parent=page)
    client = sign_in(cast.dev)
    form = client.get(f"{page.get_absolute_url()}move/").content.decode()
    assert '<option value="money">Money</option>' in form
    assert 'value="discounts"' not in form
    response = client.post(f"{page.get_absolute_url()}move/", {"title": "Council tax help", "parent": "money"}, follow=True)
    assert "Page moved" in response.content.decode()
    page.refresh_from_db()
    child.refresh_from_db()
    assert (page.slug, page.parent, page.above) == ("council-tax-help", parent, [parent.pk])
    assert child.above == [parent.pk, page.pk]
    assert page.current.note == "Renamed from Council tax"
    back = client.post(f"{page.get_absolute_url()}move/", {"title": "Council tax help", "parent": ""})
    assert back.status_code == 302
    child.refresh_from_db()
    assert child.above == [page.pk]


def test_a_page_never_stands_below_itself(cast, page):
    child = create_page(cast.space, author=cast.dev, title="Child", text="x", parent=page)
    grandchild = create_page(cast.space, author=cast.dev, title="Grandchild", text="x", parent=child)
    for parent in (page, child, grandchild):
        with pytest.raises(WouldLoop):
            move_page(page, by=cast.dev, parent=parent)


def test_pages_are_put_in_order_one_place_at_a_time(cast, sign_in):
    pages = [create_page(cast.space, author=cast.dev, title=title, text="x") for title in ("Apple", "Pear", "Plum")]

    def order():
        return list(Page.objects.filter(parent=None).order_by("position", "sort").values_list("title", flat=True))

    client = sign_in(cast.dev)
    client.post(f"{pages[2].get_absolute_url()}shift/", {"to": "up"})
    assert order() == ["Apple", "Plum", "Pear"]
    shift_page(pages[0], by=cast.dev, up=False)
    shift_page(pages[2], by=cast.dev, up=True)
    assert order() == ["Plum", "Apple", "Pear"]
    create_page(cast.space, author=cast.dev, title="Berry", text="x")
    assert order() == ["Plum", "Apple", "Pear", "Berry"]
    assert sign_in(cast.gus).post(f"{pages[2].get_absolute_url()}shift/", {"to": "up"}).status_code == 403


@pytest.mark.slow
def test_a_removed_page_is_gone_with_who_to_ask_and_comes_back(cast, sign_in, page):
    child = create_page(cast.space, author=cast.dev, title="Child", text="x", parent=page)
    address = page.get_absolute_url()
    client = sign_in(cast.ana)
    assert "Remove “Council tax”?" in client.get(f"{address}remove/").content.decode()
    assert "Page removed" in client.post(f"{address}remove/", {"reason": "Out of date"}, follow=True).content.decode()
    child.refresh_from_db()
    assert child.parent is None

    for person, sees_button in ((cast.ana, True), (cast.gus, False)):
        gone = sign_in(person, fresh=True).get(address)
        html = gone.content.decode()
        assert gone.status_code == 410
        assert "Ana Lloyd" in html
        assert "Council tax" not in html
        assert ("Bring the page back" in html) == sees_button
    for person in (cast.cleo, cast.ben, cast.root):
        assert sign_in(person, fresh=True).get(address).status_code == 404
    assert "Council tax" not in sign_in(cast.dev, fresh=True).get("/s/health-practice/pages/").content.decode()
    assert sign_in(cast.dev, fresh=True).get(f"{address}history/").status_code == 410

    assert "Council tax" in client.get("/s/health-practice/bin/").content.decode()
    assert sign_in(cast.gus, fresh=True).post(f"{address}bring-back/").status_code == 403
    assert "Page brought back" in client.post(f"{address}bring-back/", follow=True).content.decode()
    assert sign_in(cast.gus).get(address).status_code == 200


def test_a_page_for_its_author_alone_is_removed_without_a_trace(cast, sign_in):
    page = create_page(cast.space, author=cast.dev, title="Mine alone", text="x", audience="author")
    remove_page(page, by=cast.dev)
    assert sign_in(cast.dev, fresh=True).get(page.get_absolute_url()).status_code == 410
    assert sign_in(cast.ana, fresh=True).get(page.get_absolute_url()).status_code == 404
    assert sign_in(cast.ana, fresh=True).post(f"{page.get_absolute_url()}bring-back/").status_code == 404
    assert "Mine alone" not in sign_in(cast.ana, fresh=True).get("/s/health-practice/bin/").content.decode()


def test_removing_is_for_moderators_and_the_owner(cast, sign_in, page):
    other = create_page(cast.space, author=cast.ana, title="Ana's", text="x")
    assert sign_in(cast.dev).get(f"{other.get_absolute_url()}remove/").status_code == 403
    assert sign_in(cast.dev).post(f"{other.get_absolute_url()}remove/").status_code == 403
    assert sign_in(cast.dev).post(f"{page.get_absolute_url()}remove/").status_code == 302


def test_a_title_of_a_removed_page_is_free_and_the_removed_one_comes_back_beside_it(cast, sign_in, page):
    remove_page(page, by=cast.ana)
    new = create_page(cast.space, author=cast.ana, title="Council tax", text="anew")
    assert new.slug == "council-tax"
    page.refresh_from_db()
    bring_back(page, by=cast.ana)
    client = sign_in(cast.dev)
    assert "anew" in client.get("/s/health-practice/council-tax/").content.decode()
    assert "Everybody." in client.get("/s/health-practice/council-tax-2/").content.decode()


@pytest.mark.slow
def test_only_moderators_protect_a_page_and_edit_a_protected_one(cast, sign_in, page):
    dev, ana = sign_in(cast.dev, fresh=True), sign_in(cast.ana, fresh=True)
    assert dev.post(f"{page.get_absolute_url()}lock/", {"to": "on"}).status_code == 403
    assert (
        "only moderators can edit it" in ana.post(f"{page.get_absolute_url()}lock/", {"to": "on"}, follow=True).content.decode()
    )
    assert dev.get(f"{page.get_absolute_url()}edit/").status_code == 403
    assert "Protected" in dev.get(page.get_absolute_url()).content.decode()
    assert dev.get(f"{page.get_absolute_url()}remove/").status_code == 403
    assert ana.get(f"{page.get_absolute_url()}edit/").status_code == 200
    ana.post(f"{page.get_absolute_url()}lock/", {"to": "off"})
    assert dev.get(f"{page.get_absolute_url()}edit/").status_code == 200


def test_nobody_writes_in_an_archived_space(cast, sign_in, page):
    cast.space.state = "archived"
    cast.space.save()
    for person in (cast.dev, cast.ana):
        client = sign_in(person)
        assert client.get(page.get_absolute_url()).status_code == 200
        assert client.get(f"{page.get_absolute_url()}edit/").status_code == 403
        assert client.get("/s/health-practice/new/").status_code == 403

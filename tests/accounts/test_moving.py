"""One account over many employers: what a new address brings along, and what ends with the old one."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hub import worker
from hub.accounts import address_codes, moving
from hub.actions.drafts import save_draft
from hub.models import Affiliation, Audience, Draft, Event, Item, LeftBehind, Mail, Membership, Move, User, Watch
from realtime import pulse
from realtime.models import Notification
from tests.accounts.door import ask, code_in, come_in, newest_code, type_code
from tests.cast import make_space
from tests.sample.models import Idea
from wiki.actions import create_page

NEW = "dev.patel@health.gov.example"


def address_code(email):
    return code_in(Mail.objects.filter(to=email, kind="address_code").latest("id").text)


def move(client, email=NEW):
    """Go through the pages as a person does; the last answer."""
    assert client.post("/settings/address/", {"email": email})["Location"] == "/settings/address/code/"
    return client.post("/settings/address/code/", {"code": address_code(email)})


@pytest.fixture
def parks_only(cast):
    """A space for staff of Parks alone, that dev owns."""
    return make_space(cast.dev, "Parks only", "agencies", [cast.parks], members=[(cast.cleo, "moderator")])


@pytest.mark.slow
def test_si_11_somebody_moves_and_keeps_the_account_its_words_and_its_profile(cast, sign_in, mailoutbox):
    page = create_page(make_space(cast.cleo, "Open", members=[cast.dev]), author=cast.dev, title="Hedges", text="Cut in March.")
    client, people = sign_in(cast.dev), User.objects.count()
    shown = client.get("/settings/address/").content.decode()
    assert "dev@parks.gov.example" in shown and "Until you type the code, nothing changes" in shown
    answer = move(client)
    assert answer["Location"] == "/settings/"
    assert "You work for Department of Health now" in client.get("/settings/").content.decode()
    dev = User.objects.get(pk=cast.dev.pk)
    assert (dev.email, dev.agency, dev.employer, dev.handle) == (NEW, cast.health, cast.health, "dev")
    assert User.objects.count() == people
    was = Affiliation.objects.get(user=dev, agency=cast.parks)
    assert was.ended_at is not None
    page.refresh_from_db()
    assert (page.author, page.agency) == (dev, cast.parks)
    read = sign_in(cast.ben, fresh=True).get(page.get_absolute_url()).content.decode()
    assert "Parks" in read
    assert Membership.objects.filter(user=dev, space__slug="open").exists()
    worker.run_once()
    notice = next(mail for mail in mailoutbox if mail.to == ["dev@parks.gov.example"])
    assert "/settings/address/object/" in notice.body
    assert NEW not in notice.body


@pytest.mark.slow
def test_l04_none_of_two_hundred_addresses_of_the_old_agency_answers_and_nothing_is_lost(cast, sign_in, parks_only):
    pages = [
        create_page(parks_only, author=cast.dev, title=f"Parks secret {number}", text=f"zqparks {number}")
        for number in range(100)
    ]
    ideas = [
        Idea.objects.create(title=f"Idea {n}", space=None, audience="agencies", author=cast.cleo, agency=cast.parks)
        for n in range(10)
    ]
    for idea in ideas:
        Audience.objects.create(item=idea, agency=cast.parks)
    addresses = [address for page in pages for address in (page.get_absolute_url(), page.get_absolute_url() + "history/")]
    addresses += ["/s/parks-only/", "/s/parks-only/pages/", "/s/parks-only/members/", *[f"/ideas/{idea.pk}/" for idea in ideas]]
    client = sign_in(cast.dev)
    worker.run_once()
    assert {client.get(address).status_code for address in addresses[:10]} == {200}
    written = Item.objects.filter(author=cast.dev).count()
    move(client)
    assert len(addresses) > 200
    assert {client.get(address).status_code for address in addresses} <= {403, 404}
    for outlet in ("/", "/search/?q=zqparks", "/notifications/", "/people/dev/", "/drafts/", "/complete/pages/?q=Parks"):
        assert "Parks secret" not in client.get(outlet).content.decode(), outlet
    assert Item.objects.filter(author=cast.dev).count() == written
    assert User.objects.filter(handle__startswith="dev").count() == 1


@pytest.mark.slow
def test_a04_what_was_waiting_for_the_mover_is_taken_back(cast, sign_in, parks_only):
    page = create_page(parks_only, author=cast.cleo, title="Old secret", text="x")
    Watch.objects.create(user=cast.dev, item=Item(pk=page.pk))
    mute = Watch.objects.create(user=cast.dev, space=parks_only, level=Watch.Level.MUTE)
    save_draft(cast.dev, kind="page", fields={"title": "T", "text": "zq"}, item=page, space=parks_only)
    Mail.objects.create(to=cast.dev.email, user=cast.dev, kind="digest", subject="s", text="Old secret", about=[page.pk])
    event = Event.objects.filter(item=page.pk).first()
    Notification.objects.create(user=cast.dev, item=Item(pk=page.pk), last_event=event, reason="chose")
    User.objects.filter(pk=cast.dev.pk).update(unread=1)
    move(sign_in(cast.dev))
    assert not Watch.objects.filter(user=cast.dev, item=page.pk).exists()
    assert not Watch.objects.filter(pk=mute.pk).exists()
    assert not Draft.objects.filter(user=cast.dev).exists()
    assert Mail.objects.get(kind="digest").state == Mail.State.WITHDRAWN
    assert not Notification.objects.filter(user=cast.dev).exists()
    assert User.objects.get(pk=cast.dev.pk).unread == 0


def test_l04_open_windows_leave_the_topics_of_the_old_agency(cast, sign_in, parks_only):
    page = create_page(parks_only, author=cast.cleo, title="Live", text="x")
    before = User.objects.get(pk=cast.dev.pk).epoch
    assert pulse.visible_items(cast.dev.pk, {page.pk}) == {page.pk}
    move(sign_in(cast.dev))
    alive, _sessions = pulse.state_of({cast.dev.pk}, set())
    assert alive[cast.dev.pk][0] > before
    assert pulse.visible_items(cast.dev.pk, {page.pk}) == set()
    assert pulse.readers_of(page.pk, {cast.dev.pk})[1] == set()


@pytest.mark.slow
def test_what_the_mover_owned_is_on_a_list_and_is_handed_on(cast, sign_in, parks_only):
    page = create_page(parks_only, author=cast.dev, title="Mowing plan", text="x")
    Item.objects.filter(pk=page.pk).update(owner=cast.dev, review_on=timezone.localdate())
    move(sign_in(cast.dev))
    # The moderator answers for the space from now on: it is never without an owner.
    assert Membership.objects.get(space=parks_only, user=cast.cleo).role == "owner"
    assert not Membership.objects.filter(space=parks_only, user=cast.dev).exists()
    cleo = sign_in(cast.cleo, fresh=True)
    assert "2 things have no owner since somebody left" in cleo.get("/").content.decode()
    shown = cleo.get("/hand-over/").content.decode()
    assert "Dev Patel, then at Parks" in shown and "Mowing plan" in shown and "Review due" in shown
    left = LeftBehind.objects.get(item=page.pk)
    assert cleo.post(f"/hand-over/{left.pk}/", {"person": "ben"}).status_code == 200  # cannot see it
    assert cleo.post(f"/hand-over/{left.pk}/", {"person": "@cleo"})["Location"] == "/hand-over/"
    assert Item.objects.get(pk=page.pk).owner == cast.cleo
    space = LeftBehind.objects.get(space=parks_only)
    cleo.post(f"/hand-over/{space.pk}/", {"none": "yes"})
    assert "Nothing waits" in cleo.get("/hand-over/").content.decode()
    for outsider in (cast.dev, cast.ben):
        assert "Mowing plan" not in sign_in(User.objects.get(pk=outsider.pk), fresh=True).get("/hand-over/").content.decode()


@pytest.mark.slow
def test_rejoining_the_old_agency_restores_nothing_silently(cast, sign_in):
    closed = make_space(cast.cleo, "Closed", "members", members=[(cast.dev, "moderator")])
    client = sign_in(cast.dev)
    move(client)
    move(client, "dev@parks.gov.example")
    dev = User.objects.get(pk=cast.dev.pk)
    assert dev.agency == cast.parks
    assert dev.affiliations.count() == 3
    assert not Membership.objects.filter(user=dev, space__in=[closed, cast.space]).exists()
    assert client.get("/s/closed/").status_code == 403


def test_d23_an_address_that_may_not_join_is_refused_in_the_same_words_and_kept_as_typed(cast, sign_in, mailoutbox):
    client = sign_in(cast.dev)
    for typed in (
        "dev@evil.example",
        "dev@health.gov.example.evil.example",
        '"dev"@health.gov.example',
        "info@health.gov.example",
    ):
        answer = client.post("/settings/address/", {"email": typed})
        assert answer.status_code == 200
        assert (
            "Enter a work email address that ends in" in answer.content.decode() or "Several people" in answer.content.decode()
        )
    assert "own work email" in client.post("/settings/address/", {"email": "info@health.gov.example"}).content.decode()
    worker.run_once()
    assert mailoutbox == []


@pytest.mark.slow
def test_d23_no_case_of_the_allow_list_gets_by_on_this_form(cast, sign_in, shared, settings):
    import json

    from hub.accounts.address import AddressForm
    from hub.domains import find_admission

    cases = json.loads((shared / "suites/domain/allowlist_cases.json").read_text())
    found = [value for value in _texts(cases) if "@" in value]
    assert len(found) > 20
    for typed in found:
        accepted = AddressForm({"email": typed}, user=cast.dev).is_valid()
        assert not accepted or find_admission(typed) is not None, typed


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in [*value.keys(), *value.values()]:
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


@pytest.mark.slow
def test_d24_the_old_address_works_until_the_code_is_typed_and_every_other_session_ends_with_it(cast, sign_in):
    client, elsewhere = sign_in(cast.dev), sign_in(cast.dev, fresh=True)
    client.post("/settings/address/", {"email": NEW})
    assert elsewhere.get("/people/").status_code == 200
    assert User.objects.get(pk=cast.dev.pk).email == "dev@parks.gov.example"
    client.post("/settings/address/code/", {"code": address_code(NEW)})
    assert client.get("/people/").status_code == 200
    assert elsewhere.get("/people/").status_code == 302
    assert come_in(Client(), NEW).status_code == 302


def test_d25_a_newer_request_is_the_end_of_the_older_code(cast, sign_in):
    client = sign_in(cast.dev)
    client.post("/settings/address/", {"email": NEW})
    older = address_code(NEW)
    client.post("/settings/address/", {"email": "d.patel@health.gov.example"})
    newer = address_code("d.patel@health.gov.example")
    if older != newer:
        assert "This is not the code we sent last" in client.post("/settings/address/code/", {"code": older}).content.decode()
    client.post("/settings/address/code/", {"code": newer})
    assert User.objects.get(pk=cast.dev.pk).email == "d.patel@health.gov.example"


def test_d39_a_third_wrong_code_is_the_end_of_it_and_asking_for_the_page_spends_nothing(cast, sign_in):
    client = sign_in(cast.dev)
    client.post("/settings/address/", {"email": NEW})
    right = address_code(NEW)
    wrong = "000000" if right != "000-000" else "111111"
    for _time in range(3):
        assert client.get("/settings/address/code/").status_code == 200
    for _time in range(2):
        assert client.post("/settings/address/code/", {"code": wrong}).status_code == 200
    assert client.post("/settings/address/code/", {"code": wrong})["Location"] == "/settings/address/"
    assert client.post("/settings/address/code/", {"code": right})["Location"] == "/settings/address/"
    assert User.objects.get(pk=cast.dev.pk).email == "dev@parks.gov.example"


@pytest.mark.slow
def test_d26_of_two_who_confirm_one_address_one_wins_and_the_other_is_told(cast, sign_in):
    first, second = sign_in(cast.dev), sign_in(cast.cleo, fresh=True)
    first.post("/settings/address/", {"email": NEW})
    one = address_code(NEW)
    second.post("/settings/address/", {"email": NEW})
    two = address_code(NEW)
    assert first.post("/settings/address/code/", {"code": one})["Location"] == "/settings/"
    answer = second.post("/settings/address/code/", {"code": two})
    assert answer["Location"] == "/settings/address/join/"
    assert "There is another account" in second.get("/settings/address/join/").content.decode()
    assert User.objects.get(pk=cast.cleo.pk).email == "cleo@parks.gov.example"


def test_d26_the_database_lets_only_one_account_have_an_address(cast):
    moving.move(cast.dev, NEW)
    with pytest.raises(moving.Taken):
        moving.move(cast.cleo, NEW)
    assert User.objects.get(pk=cast.cleo.pk).agency == cast.parks


def test_d27_d28_the_old_address_signs_nobody_in_and_makes_no_second_account(cast, sign_in):
    move(sign_in(cast.dev))
    people = User.objects.count()
    stranger = Client()
    assert ask(stranger, "dev@parks.gov.example")["Location"] == "/sign-in/code/"
    assert not Mail.objects.filter(to="dev@parks.gov.example", kind="sign_in_code").exists()
    assert User.objects.count() == people


@pytest.mark.slow
def test_d22_an_address_that_somebody_asked_for_and_never_proved_is_free(cast, sign_in):
    ask(Client(), NEW)
    move(sign_in(cast.dev))
    assert User.objects.get(email=NEW).pk == cast.dev.pk
    other = Client()
    assert type_code(other, newest_code(NEW)).status_code == 302
    assert other.get("/people/").status_code == 302


@pytest.mark.slow
def test_the_old_mailbox_objects_and_an_administrator_gives_the_account_back(cast, sign_in):
    client = sign_in(cast.dev)
    move(client)
    url = moving.objection_url(Move.objects.get()).split("://", 1)[1]
    path = url[url.index("/") :]
    door = Client()
    page = door.get(path)
    assert "It was not me: hold the account" in page.content.decode()
    assert client.get("/people/").status_code == 200  # a mail scanner that follows the link changes nothing
    assert "The account is held" in door.post(path).content.decode()
    assert client.get("/people/").status_code == 302
    assert ask(Client(), NEW).status_code == 302
    assert not Mail.objects.filter(to=NEW, kind="sign_in_code").exists()
    root = sign_in(cast.root, fresh=True)
    assert "Somebody objects to a change of address" in root.get("/").content.decode()
    assert "dev@parks.gov.example objects to the move of Dev Patel" in root.get("/manage/claims/").content.decode()
    assert sign_in(cast.ben, fresh=True).get("/manage/claims/").status_code == 404
    root.post(f"/manage/moves/{Move.objects.get().pk}/", {"undo": "yes"})
    dev = User.objects.get(pk=cast.dev.pk)
    assert (dev.email, dev.agency, dev.is_active) == ("dev@parks.gov.example", cast.parks, True)
    assert client.get("/people/").status_code == 302
    assert door.get(path).status_code == 410
    assert Client().get("/settings/address/object/forged/").status_code == 410


def test_an_objection_that_is_not_right_lets_the_move_stand(cast, sign_in):
    move(sign_in(cast.dev))
    moved = Move.objects.get()
    moving.object_to(moved)
    sign_in(cast.root, fresh=True).post(f"/manage/moves/{moved.pk}/")
    dev = User.objects.get(pk=cast.dev.pk)
    assert (dev.email, dev.is_active) == (NEW, True)


def test_a_code_lasts_ten_minutes(cast, sign_in):
    client = sign_in(cast.dev)
    client.post("/settings/address/", {"email": NEW})
    cast.dev.address_proof.asked_at = timezone.now() - timedelta(minutes=11)
    cast.dev.address_proof.save()
    assert address_codes.waiting(cast.dev) is None
    assert client.post("/settings/address/code/", {"code": address_code(NEW)})["Location"] == "/settings/address/"

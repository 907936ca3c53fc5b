"""The demo: made once, of an empty database, for this machine only."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db.models import Max, Min
from django.utils import timezone

from hub import demo
from hub.management.commands.serve import demo_faults, real_faults
from hub.models import (
    AllowedAddress,
    EmailDomain,
    Event,
    Guest,
    Installation,
    Item,
    Link,
    Membership,
    Space,
    TaggedItem,
    User,
    Watch,
)
from realtime.models import Notification
from wiki.models import Page, Revision

FORWARDED = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via", "CF-Connecting-IP"]


@pytest.fixture
def a_demo(db):
    Installation.objects.create(is_demo=True)


@pytest.fixture
def without_content(monkeypatch):
    """The demo's people and spaces are enough; its pages take a while to write."""
    monkeypatch.setattr(demo, "_parts", list)


def test_a_demo_answers_on_this_machine(a_demo, client):
    for host in ("127.0.0.1:8000", "localhost:8000", "localhost", "[::1]:8000"):
        assert client.get("/sign-in/", headers={"Host": host}).status_code == 200
    assert client.get("/sign-in/", REMOTE_ADDR="::1").status_code == 200


@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.4", "", "::ffff:192.0.2.7"])
def test_a_demo_never_answers_another_machine(a_demo, client, address):
    for path in ("/", "/sign-in/", "/demo/mail/", "/static/hub/hub.css", "/nowhere/"):
        assert client.get(path, REMOTE_ADDR=address).status_code == 403


@pytest.mark.parametrize("host", ["hub.example.org", "127.0.0.1.example.org", "localhost.example.org:8000", "192.0.2.7", ""])
def test_a_demo_never_answers_to_another_name(a_demo, client, settings, host):
    settings.ALLOWED_HOSTS = ["*"]
    assert client.get("/demo/mail/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("header", FORWARDED)
def test_a_demo_never_answers_behind_a_proxy(a_demo, client, header):
    assert client.get("/demo/mail/", headers={header: "127.0.0.1"}).status_code == 403


def test_a_real_hub_answers_behind_its_proxy(db, client):
    assert client.get("/sign-in/", headers={"X-Forwarded-For": "192.0.2.7"}, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_real_start_refuses_a_demo(a_demo, settings):
    settings.HUB_DEMO = False
    (fault,) = demo_faults("127.0.0.1")
    assert "was made as a demo" in fault
    assert "HUB_DATA" in fault


def test_a_demo_is_not_served_to_the_network(a_demo, settings):
    assert demo_faults("127.0.0.1") == demo_faults("::1") == demo_faults("localhost") == []
    assert "this machine only" in demo_faults("0.0.0.0")[0]
    settings.LOOPBACK = False
    assert "this machine only" in demo_faults("127.0.0.1")[0]


def test_r36_a_real_hub_does_not_start_unsafe(db, settings):
    settings.LOOPBACK, settings.DEBUG, settings.SECRET_KEY, settings.ALLOWED_HOSTS, settings.EMAIL_URL = (
        False,
        True,
        "short",
        ["*"],
        "",
    )
    said = "\n".join(real_faults("127.0.0.1"))
    for name in ("SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "EMAIL_URL"):
        assert name in said
    settings.DEBUG, settings.SECRET_KEY, settings.ALLOWED_HOSTS, settings.EMAIL_URL = (
        False,
        "k" * 50,
        ["hub.example.org"],
        "smtp://x",
    )
    assert real_faults("127.0.0.1") == []


def test_r36_nobody_can_join_before_a_domain_is_accepted(db):
    assert EmailDomain.objects.count() == AllowedAddress.objects.count() == User.objects.count() == 0


def test_a_hub_with_people_gets_no_demo_content(cast, capsys):
    before = _counts()
    with pytest.raises(demo.NotADemo, match="is a real hub"):
        demo.fill()
    call_command("demo")
    assert "is a real hub" in capsys.readouterr().out
    assert _counts() == before
    assert not demo.is_demo()


def test_a_hub_once_started_for_real_gets_no_demo_content_though_it_is_empty(db, settings):
    settings.HUB_DEMO = False
    real_faults("127.0.0.1")
    with pytest.raises(demo.NotADemo):
        demo.fill()
    assert User.objects.count() == 0


@pytest.mark.slow
def test_a_demo_holds_addresses_that_nobody_can_own(db, without_content):
    demo.fill()
    addresses = [*User.objects.values_list("email", flat=True), *EmailDomain.objects.values_list("domain", flat=True)]
    assert [address for address in addresses if not address.endswith(".example")] == []
    with pytest.raises(ValidationError):
        EmailDomain.objects.create(domain="parks.gov.uk")


@pytest.mark.slow
def test_a_second_run_changes_nothing(db, capsys):
    call_command("demo")
    assert capsys.readouterr().out.startswith("Filled the demo: hub, wiki")
    before = _counts(), list(Item.objects.order_by("pk").values_list("pk", "title", "changed_at", "shown"))
    call_command("demo")
    assert capsys.readouterr().out == ""
    assert (_counts(), list(Item.objects.order_by("pk").values_list("pk", "title", "changed_at", "shown"))) == before
    _is_worth_reading()


def _is_worth_reading():
    """Pages that link to each other, written by several hands over months; a few links lead to what nobody wrote yet."""
    pages = list(Page.objects.select_related("current").prefetch_related("revisions", "tags"))
    assert len(pages) > 25
    assert all(2 <= len(page.revisions.all()) <= 8 and page.tags.all() for page in pages)
    assert sum(len({revision.author_id for revision in page.revisions.all()}) > 1 for page in pages) > 20
    assert all(revision.note for page in pages for revision in page.revisions.all() if revision.number > 1)
    assert all(page.links.exists() or page.links_here.exists() for page in pages)
    red = Link.objects.filter(kind="page", target=None)
    assert {link.title for link in red} >= {"Duty desk rota", "The Ship"}
    assert red.count() < Link.objects.filter(kind="page").count() / 8
    assert not Link.objects.filter(kind="mention", target=None).exists()
    dates = Revision.objects.aggregate(first=Min("created_at"), last=Max("created_at"))
    assert (dates["last"] - dates["first"]).days > 200
    assert dates["last"] < timezone.now()
    assert Page.objects.filter(review_on__lt=timezone.localdate()).exists()
    assert "hub-callout" in "".join(page.current.html for page in pages)
    assert Event.objects.filter(quiet=False, mentioned__handle="rhiannon.ellis").exists()


@pytest.mark.slow
def test_the_demo_shows_each_kind_of_space_and_each_kind_of_person(db, without_content):
    demo.fill()
    assert set(Space.objects.values_list("visibility", flat=True)) >= {"open", "agencies", "members"}
    people = {user.email: user for user in User.objects.all()}
    for address, _says in demo.HOW_TO_SIGN_IN[:-1]:
        assert people[address].standing.anybody
    assert people["yusuf.demir@digital.gov.example"].is_administrator
    guest = Guest.objects.get().user
    assert [space.slug for space in Space.objects.visible_to(guest)] == ["playground-safety"]
    daniel = people["daniel.frost@advice.org.example"]
    assert not Item.objects.visible_to(daniel).filter(space__slug="harbour-house").exists()


@pytest.mark.slow
def test_somebody_new_may_join_the_demo_from_a_body_nobody_knows_yet(db, without_content):
    from hub.domains import agency_for, find_admission

    demo.fill()
    admission = find_admission(demo.HOW_TO_SIGN_IN[-1][0])
    agency = agency_for(admission)
    assert agency.state == agency.State.PROVISIONAL
    assert find_admission("your.name@health.gov.uk") is None


def test_administrators_are_not_made_by_the_demo_in_a_real_hub(db):
    Installation.objects.create()
    with pytest.raises(demo.NotADemo):
        demo.fill()
    assert not User.objects.filter(is_staff=True).exists()


def test_a_worker_of_its_own_needs_a_shared_layer(db, settings):
    settings.REDIS_URL = ""
    with pytest.raises(CommandError, match="REDIS_URL"):
        call_command("worker")


def _counts():
    tables = [User, EmailDomain, Space, Membership, Watch, Item, Link, TaggedItem, Event, Notification, Installation]
    return {table.__name__: table.objects.count() for table in tables}

"""Signing in and joining, from the first page to the last."""

import pytest
from django.test import Client

from hub.models import Affiliation, Event, User
from tests.accounts.door import ask, come_in, delivered, newest_code, type_code


@pytest.fixture
def signed_in():
    """Whether a browser is: `signed_in(client)`."""
    return lambda client: "_auth_user_id" in client.session


@pytest.mark.slow
def test_somebody_new_types_a_code_and_belongs_to_their_agency_at_once(cast, client, mailoutbox):
    page = client.get("/sign-in/")
    assert "Sign in or join" in page.content.decode()
    assert "parks.gov.example" in page.content.decode()
    answer = ask(client, "Noor.Hale@Parks.gov.example")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/code/")
    assert "noor.hale@parks.gov.example" in client.get("/sign-in/code/").content.decode()
    assert delivered(mailoutbox) == ["noor.hale@parks.gov.example"]
    code = mailoutbox[0].body.split("Your code is ")[1][:7]
    assert code not in mailoutbox[0].subject

    answer = type_code(client, code)
    assert (answer.status_code, answer["Location"]) == (302, "/welcome/")
    noor = User.objects.get(email="noor.hale@parks.gov.example")
    assert noor.verified_at
    assert noor.agency == cast.parks
    assert noor.profile.title == "noor.hale"
    assert Event.objects.filter(verb="hub.joined", actor=noor, agency=cast.parks).count() == 1

    welcome = client.get("/welcome/")
    assert "Parks Agency" in welcome.content.decode()
    assert "Organisation" not in welcome.content.decode()
    answer = client.post("/welcome/", {"name": "  Noor   Hale ", "terms": "on"})
    assert answer["Location"] == "/welcome/2/"
    assert client.post("/welcome/2/", {"role": "Ranger"})["Location"] == "/welcome/3/"
    noor.refresh_from_db()
    assert (noor.name, noor.profile.title, noor.profile.role) == ("Noor Hale", "Noor Hale", "Ranger")
    assert client.get(noor.get_absolute_url()).status_code == 200


def test_nobody_goes_on_without_a_name(cast, client):
    come_in(client, "noor@parks.gov.example", next="/spaces/?q=x")
    assert client.get("/people/")["Location"] == "/welcome/?next=%2Fpeople%2F"
    answer = client.post("/welcome/", {"name": " ", "role": "x"})
    assert answer.status_code == 200
    assert "Enter your name" in answer.content.decode()
    assert client.post("/welcome/", {"name": "12"}).status_code == 200
    told = client.post("/welcome/", {"name": "Noor", "terms": "on", "next": "/people/"})
    assert told["Location"] == "/welcome/2/?next=%2Fpeople%2F"
    assert client.get("/people/").status_code == 200


def test_a_known_person_signs_in_where_they_wanted_to_go(cast, client, signed_in):
    assert client.get("/people/")["Location"] == "/sign-in/?next=/people/"
    assert 'name="next" value="/people/"' in client.get("/sign-in/?next=/people/").content.decode()
    answer = ask(client, cast.ana.email, next="/people/")
    assert answer["Location"] == "/sign-in/code/?next=%2Fpeople%2F"
    answer = type_code(client, newest_code(cast.ana.email), next="/people/")
    assert answer["Location"] == "/people/"
    assert signed_in(client)
    assert Event.objects.filter(verb="hub.joined").count() == 0
    assert Affiliation.objects.filter(user=cast.ana).count() == 1
    assert client.get("/sign-in/")["Location"] == "/"


@pytest.mark.parametrize("typed", ["{0}{1}", "{0} {1}", "{0}-{1}", " {0}\u2013{1} "])
def test_a_code_is_taken_with_or_without_space_and_dash(cast, client, signed_in, typed):
    ask(client, cast.ana.email)
    type_code(client, typed.format(*newest_code(cast.ana.email).split("-")))
    assert signed_in(client)


def test_an_unaccepted_address_is_told_how_to_put_it_right(cast, client, mailoutbox):
    people = User.objects.count()
    answer = ask(client, "sian.evans@gmail.com")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Error: Sign in or join" in " ".join(page.split())
    assert page.count("Enter a work email address that ends in a domain we accept, like name@health.gov.example") == 2
    assert 'value="sian.evans@gmail.com"' in page
    assert 'href="#id_email"' in page
    assert delivered(mailoutbox) == []
    assert User.objects.count() == people


def test_a_shared_mailbox_is_refused_and_says_why(cast, client, mailoutbox):
    page = ask(client, "info@parks.gov.example").content.decode()
    assert "Several people read this mailbox" in page
    assert delivered(mailoutbox) == []
    assert not User.objects.filter(email__startswith="info@").exists()


def test_a_desk_listed_by_its_exact_address_stands_for_one_person(cast, client, signed_in):
    from hub.models import AllowedAddress

    AllowedAddress.objects.create(email="info@tiny-charity.example", agency=cast.parks)
    come_in(client, "info@tiny-charity.example")
    assert User.objects.get(email="info@tiny-charity.example").agency == cast.parks
    assert ask(Client(), "other@tiny-charity.example").status_code == 200


def test_d20_a_code_works_once_in_one_browser_for_ten_minutes(cast, client, signed_in, monkeypatch):
    ask(client, cast.ana.email)
    code = newest_code(cast.ana.email)
    for method in (client.get, client.head, client.get):
        assert method(f"/sign-in/code/?code={code}").status_code == 200
    assert not signed_in(client)

    other = Client()
    assert type_code(other, code)["Location"] == "/sign-in/"
    ask(other, cast.ana.email)
    type_code(other, code)
    assert not signed_in(other)

    type_code(client, code)
    assert signed_in(client)
    client.post("/sign-out/")
    assert not signed_in(client)
    assert type_code(client, code)["Location"] == "/sign-in/"
    assert not signed_in(client)


def test_d20_a_code_is_too_old_after_ten_minutes(cast, client, signed_in, monkeypatch):
    import time

    ask(client, cast.ana.email)
    code, now = newest_code(cast.ana.email), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)
    answer = type_code(client, code)
    assert answer["Location"] == "/sign-in/"
    assert "That code has expired" in client.get("/sign-in/").content.decode()
    assert not signed_in(client)


@pytest.mark.slow
def test_three_wrong_codes_end_the_attempt_and_the_owner_hears_of_it_once(cast, client, signed_in, mailoutbox):
    for _round in range(2):
        ask(client, cast.ana.email)
        right = newest_code(cast.ana.email)
        wrong = "111-111" if right != "111-111" else "222-222"
        page = type_code(client, "12 34").content.decode()
        assert "Enter the 6-digit code from the email" in page
        for _try in range(2):
            assert "This is not the code we sent last" in type_code(client, wrong).content.decode()
        assert type_code(client, wrong)["Location"] == "/sign-in/"
        assert "You typed a wrong code three times" in client.get("/sign-in/").content.decode()
        assert type_code(client, right)["Location"] == "/sign-in/"
        assert not signed_in(client)
    delivered(mailoutbox)
    assert [mail.subject for mail in mailoutbox].count("Wrong codes were typed for your address on Hub") == 1


def test_another_code_may_be_asked_for_after_a_minute(cast, client, monkeypatch):
    import time

    from hub.models import Mail

    ask(client, cast.ana.email, next="/people/")
    first = newest_code(cast.ana.email)
    answer = ask(client, cast.ana.email, again="yes", next="/people/")
    assert answer["Location"] == "/sign-in/code/?next=%2Fpeople%2F"
    assert "less than a minute ago" in client.get("/sign-in/code/").content.decode()
    assert Mail.objects.count() == 1
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 61)
    ask(client, cast.ana.email, again="yes")
    assert Mail.objects.count() == 2
    second = newest_code(cast.ana.email)
    if first != second:
        assert "not the code we sent last" in type_code(client, first).content.decode()
    assert type_code(client, second)["Location"] == "/"


@pytest.mark.slow
def test_d39_codes_for_one_mailbox_are_limited_whatever_the_plus_tag(cast, mailoutbox):
    for tag in ("", "+a", "+b"):
        assert ask(Client(), f"rhys{tag}@parks.gov.example").status_code == 302
    page = ask(Client(), "rhys@parks.gov.example")
    assert page.status_code == 200
    assert "Too many codes were asked for" in page.content.decode()
    assert len(delivered(mailoutbox)) == 3


def test_d07_one_mailbox_has_a_few_accounts_and_no_more(cast, settings, mailoutbox):
    settings.ACCOUNT_RATE_LIMITS = False
    for n in range(6):
        assert ask(Client(), f"rhys+{n}@parks.gov.example")["Location"] == "/sign-in/code/"
    assert User.objects.filter(email__startswith="rhys+").count() == settings.ACCOUNTS_A_MAILBOX
    assert len(delivered(mailoutbox)) == settings.ACCOUNTS_A_MAILBOX


def test_d03_capitals_make_no_second_person(cast, client):
    people = User.objects.count()
    ask(client, "JO@PARKS.GOV.EXAMPLE")
    ask(client, "jo@parks.gov.example")
    ask(client, " Jo@Parks.gov.example ")
    assert User.objects.count() == people + 1


@pytest.mark.slow
def test_d22_whoever_asks_first_gains_nothing_when_the_owner_joins(cast, signed_in):
    attacker, owner = Client(), Client()
    ask(attacker, "mia@parks.gov.example")
    come_in(owner, "mia@parks.gov.example")
    assert signed_in(owner)
    for code in ("000000", newest_code("mia@parks.gov.example")):
        assert not signed_in(attacker)
        type_code(attacker, code)
    assert attacker.get("/people/")["Location"].startswith("/sign-in/")
    assert User.objects.filter(email="mia@parks.gov.example").count() == 1


def test_a_suspended_person_meets_the_same_page_and_gets_no_mail(cast, client, mailoutbox, signed_in):
    assert ask(client, cast.lee.email)["Location"] == "/sign-in/code/"
    assert delivered(mailoutbox) == []
    type_code(client, "000000")
    assert not signed_in(client)


def test_suspended_between_the_mail_and_the_code_they_stay_outside(cast, client, signed_in):
    ask(client, cast.ben.email)
    code = newest_code(cast.ben.email)
    User.objects.filter(pk=cast.ben.pk).update(is_active=False)
    type_code(client, code)
    assert not signed_in(client)


def test_a_guest_signs_in_from_an_address_that_nobody_accepts(cast, client, signed_in):
    come_in(client, cast.gus.email)
    assert signed_in(client)
    assert ask(Client(), "other@charity.example").status_code == 200


def test_a_paused_domain_takes_nobody_new_and_keeps_whom_it_has(cast, client, mailoutbox, signed_in):
    cast.parks.domains.update(state="paused")
    assert ask(Client(), "new@parks.gov.example")["Location"] == "/sign-in/code/"
    assert not User.objects.filter(email="new@parks.gov.example").exists()
    assert delivered(mailoutbox) == []
    come_in(client, cast.cleo.email)
    assert signed_in(client)


@pytest.mark.parametrize("state", ["excluded", None])
def test_d17_staff_of_a_domain_that_is_no_longer_accepted_read_the_same_words_as_strangers(cast, client, mailoutbox, state):
    if state:
        cast.parks.domains.update(state=state)
    else:
        cast.parks.domains.all().delete()
    pages = [ask(Client(), email) for email in (cast.cleo.email, "stranger@parks.gov.example")]
    assert [page.status_code for page in pages] == [200, 200]
    assert all("Enter a work email address that ends in a domain we accept" in page.content.decode() for page in pages)
    assert delivered(mailoutbox) == []


def test_an_administrator_gets_in_when_their_domain_is_gone(cast, client, signed_in):
    cast.health.domains.all().delete()
    come_in(client, cast.root.email)
    assert signed_in(client)


def test_somebody_of_a_suffix_founds_a_provisional_agency_and_their_colleague_joins_it(cast):
    from hub.models import EmailDomain

    EmailDomain.objects.create(domain="councils.gov.example")
    come_in(Client(), "a@newtown.councils.gov.example")
    come_in(Client(), "b@post.newtown.councils.gov.example")
    one, two = User.objects.filter(email__contains="newtown")
    assert one.agency == two.agency
    assert one.agency.state == "provisional"
    assert one.standing.trusted_agency_id is None


@pytest.mark.slow
def test_with_a_shared_domain_people_say_whom_they_work_for_and_it_opens_nothing_until_confirmed(cast, client):
    from hub.accounts.actions import confirm_affiliation
    from hub.models import EmailDomain, Item
    from tests.cast import make_space
    from tests.sample.actions import have_idea

    EmailDomain.objects.create(domain="mail.example", shared=True, include_subdomains=False)
    space = make_space(cast.ana, "Agency matters", "agencies", agencies=[cast.health])
    idea = have_idea(space, author=cast.ana, title="Secret", text="x")
    answer = come_in(client, "kim@mail.example")
    assert answer["Location"] == "/welcome/"
    assert client.get("/people/")["Location"].startswith("/welcome/")
    page = client.get("/welcome/").content.decode()
    assert "Many organisations share your mail domain" in page
    assert '<option value="Department of Health">' in page
    assert client.post("/welcome/", {"name": "Kim"}).status_code == 200
    client.post("/welcome/", {"name": "Kim", "agency_name": "department of health", "terms": "on"})
    kim = User.objects.get(email="kim@mail.example")
    item = Item.objects.get(pk=idea.pk)
    assert kim.agency == cast.health
    assert client.get("/people/").status_code == 200
    assert "Waiting for an administrator" in client.get("/settings/").content.decode()
    assert not Item.objects.visible_to(kim).filter(pk=item.pk).exists()
    assert not User.objects.who_can_see(item).filter(pk=kim.pk).exists()

    confirm_affiliation(kim.affiliation, by=cast.root)
    kim = User.objects.get(pk=kim.pk)
    assert Item.objects.visible_to(kim).filter(pk=item.pk).exists()
    assert User.objects.who_can_see(item).filter(pk=kim.pk).exists()

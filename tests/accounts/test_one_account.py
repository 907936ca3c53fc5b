"""Two accounts of one person become one, with every row that names either of them."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.actions import add_reply, start_topic
from hub.accounts import address_codes, claims, one_account, second_ways
from hub.accounts.actions import set_active
from hub.models import AccountClaim, Audience, Event, Hold, Item, Mail, Membership, Tag, User, Watch
from realtime.models import Notification
from tests.accounts.door import app_code, code_in, code_of
from tests.accounts.passkey import Key, add_passkey
from tests.cast import make_person, make_space
from tests.sample.models import Idea
from tests.ways import APP_SECRET, give_app

EARLIER = "/settings/address/earlier/"


@pytest.fixture
def two(cast):
    """(the account from the time at Parks, the fresh one at Health)."""
    old = cast.dev
    User.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=400))
    old.affiliations.update(verified_at=timezone.now() - timedelta(days=400))
    fresh = make_person("dev.new", cast.health, name="Dev P")
    for person in (old, fresh):
        for kind in Item.kinds.values():
            kind.greet(person)
    return User.objects.get(pk=old.pk), fresh


def named(user):
    """How many rows of each column name `user`."""
    found = {}
    for model, field in one_account.columns():
        count = models.QuerySet(model).filter(**{field.name: user.pk}).count()
        if count:
            found[f"{model._meta.label}.{field.name}"] = count
    return found


def test_si_12_every_column_that_names_a_person_is_known(cast):
    known = {(model._meta.label, field.name) for model, field in one_account.columns()}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if field.is_relation and field.related_model is User:
                assert (model._meta.label, field.name) in known
    assert {("hub.Item", "author"), ("hub.Event_mentioned", "user"), ("forums.Reaction", "user")} <= known


@pytest.mark.slow
def test_si_12_a_row_in_every_table_is_moved_or_becomes_one_with_another(cast, two):
    old, fresh = two
    made = {}
    for model, field in one_account.columns():
        if model is Hold:  # which stops the joining of accounts, as another test says
            continue
        for user in (old, fresh):
            if _make(model, field, user, cast):
                made[f"{model._meta.label}.{field.name}"] = True
    assert len(made) > 25
    one_account.join(old, fresh, by=old)
    assert not User.objects.filter(pk=fresh.pk).exists()
    assert named(fresh) == {}


def _make(model, field, user, cast):
    """A row of `model` whose `field` names `user`, the rest of it as plain as the table allows; whether one could be made."""
    from django.db import Error, transaction

    values = {field.name: user}
    for other in model._meta.concrete_fields:
        if other.primary_key or other.name in values or other.null or other.has_default():
            continue
        if other.is_relation:
            found = models.QuerySet(other.related_model).first()
            if found is None:
                return False
            values[other.name] = found
        elif isinstance(other, models.DateTimeField):
            values[other.name] = timezone.now()
        elif isinstance(other, models.DateField):
            values[other.name] = timezone.localdate()
        elif isinstance(other, models.IntegerField):
            values[other.name] = 1
        else:
            values[other.name] = f"{user.pk}"
    try:
        with transaction.atomic():
            models.QuerySet(model).bulk_create([model(**values)])
    except (Error, ValueError, TypeError):
        return False
    return True


@pytest.mark.slow
def test_si_12_rows_that_clash_become_one(cast, two):
    old, fresh = two
    space = make_space(cast.cleo, "Open", members=[(old, "reader"), (fresh, "moderator")])
    topic = start_topic(space, author=cast.cleo, title="T", text="x")
    muted = start_topic(space, author=cast.cleo, title="M", text="x")
    tag = Tag.objects.create(name="Hedges")
    item = Item(pk=topic.pk)
    Watch.objects.create(user=old, item=item, level=Watch.Level.MENTIONS)
    Watch.objects.create(user=fresh, item=item, level=Watch.Level.EVERYTHING)
    Watch.objects.create(user=old, item=Item(pk=muted.pk), level=Watch.Level.MUTE)
    Watch.objects.create(user=fresh, item=Item(pk=muted.pk), level=Watch.Level.EVERYTHING)
    Watch.objects.create(user=fresh, tag=tag)
    event = Event.objects.filter(item=topic.pk).first()
    event.mentioned.set([old, fresh])
    for user, count in ((old, 2), (fresh, 3)):
        Notification.objects.create(user=user, item=item, last_event=event, reason="chose", count=count)
    one_account.join(old, fresh, by=old)
    assert Watch.objects.get(user=old, item=item).level == Watch.Level.EVERYTHING
    assert Watch.objects.get(user=old, item=muted.pk).level == Watch.Level.MUTE
    assert Watch.objects.filter(user=old, tag=tag).exists()
    assert Membership.objects.get(space=space, user=old).role == "moderator"
    assert Notification.objects.get(user=old, item=item).count == 5
    assert list(event.mentioned.all()) == [old]


@pytest.mark.slow
def test_si_12_words_profile_and_followers_of_both_are_there_and_the_person_works_where_they_proved_last(cast, two, sign_in):
    old, fresh = two
    space = make_space(cast.cleo, "Open", members=[old, fresh])
    first = start_topic(space, author=old, title="First", text="x")
    reply = add_reply(first, author=fresh, text="Second")
    fresh.profile.pronouns, old.profile.team = "they/them", "Hedges"
    fresh.profile.save()
    old.profile.save()
    Watch.objects.create(user=cast.ben, item=Item(pk=fresh.profile.pk))
    narrow = Idea.objects.create(title="Parks", audience="agencies", author=cast.cleo, agency=cast.parks)
    Audience.objects.create(item=narrow, agency=cast.parks)
    one_account.join(old, fresh, by=old)
    reply.refresh_from_db()
    kept = User.objects.get(pk=old.pk)
    assert (first.author, reply.author) == (kept, kept)
    assert (reply.agency, kept.agency, kept.employer, kept.email) == (cast.health, cast.health, cast.health, fresh.email)
    assert (kept.profile.pronouns, kept.profile.team) == ("they/them", "Hedges")
    assert Watch.objects.filter(user=cast.ben, item=kept.profile.pk).exists()
    assert not Item.objects.visible_to(kept).filter(pk=narrow.pk).exists()
    assert Item.objects.filter(kind="profile", author=kept).count() == 1
    assert "First" in sign_in(cast.ben).get(kept.get_absolute_url()).content.decode()


@pytest.mark.slow
def test_somebody_who_signed_up_afresh_proves_the_old_mailbox_and_is_one_person(cast, two, sign_in):
    old, fresh = two
    client = sign_in(fresh)
    assert client.post(EARLIER, {"email": old.email, "way": "code"})["Location"] == "/settings/address/code/"
    code = code_in(Mail.objects.get(to=old.email, kind="address_code").text)
    assert client.post("/settings/address/code/", {"code": code})["Location"] == "/settings/address/join/"
    assert "you proved that it is yours" in client.get("/settings/address/join/").content.decode()
    assert client.post("/settings/address/join/")["Location"] == "/settings/"
    assert "Your two accounts are one" in client.get("/settings/").content.decode()
    assert not User.objects.filter(pk=fresh.pk).exists()
    assert client.get("/people/dev/").status_code == 200


def test_si_20_the_page_does_not_say_whether_there_is_such_an_account(cast, two, sign_in):
    _old, fresh = two
    client = sign_in(fresh)
    for email in ("nobody@parks.gov.example", "lee@parks.gov.example"):
        assert client.post(EARLIER, {"email": email, "way": "code"})["Location"] == "/settings/address/code/"
        assert client.get("/settings/address/code/").status_code == 200
        assert not Mail.objects.filter(to=email).exists()
    assert client.post(EARLIER, {"email": "nobody@parks.gov.example", "way": "ask"})["Location"] == "/settings/"
    assert client.get("/settings/address/join/")["Location"] == "/settings/"


def test_l03_a_suspension_is_not_escaped_by_joining_accounts(cast, two, sign_in):
    old, fresh = two
    set_active(old, False, by=cast.root)
    client = sign_in(fresh)
    client.post("/settings/address/earlier/", {"email": old.email, "way": "code"})
    assert not Mail.objects.filter(to=old.email, kind="address_code").exists()
    claims.ask(fresh, old.email)
    assert not claims.waiting_for(cast.root).exists()
    assert address_codes.waiting(fresh) is not None


@pytest.mark.slow
def test_with_a_dead_mailbox_an_administrator_of_each_agency_confirms(cast, two, sign_in):
    old, fresh = two
    boss_old, boss_new = cast.cleo, cast.ben
    for boss in (boss_old, boss_new):
        boss.affiliations.update(administers=True)
        give_app(boss)
    sign_in(fresh).post("/settings/address/earlier/", {"email": old.email, "way": "ask"})
    claim = AccountClaim.objects.get()
    one, other = sign_in(User.objects.get(pk=boss_old.pk), fresh=True), sign_in(User.objects.get(pk=boss_new.pk), fresh=True)
    assert "Dev Patel (dev@parks.gov.example), Parks Agency" in " ".join(one.get("/manage/claims/").content.decode().split())
    assert one.post(f"/manage/claims/{claim.pk}/")["Location"] == "/manage/claims/"
    assert one.post(f"/manage/claims/{claim.pk}/").status_code == 404  # one person confirms one side
    assert User.objects.filter(pk=fresh.pk).exists()
    other.post(f"/manage/claims/{claim.pk}/")
    kept = User.objects.get(pk=old.pk)
    assert (kept.email, kept.agency) == (fresh.email, cast.health)
    assert not User.objects.filter(pk=fresh.pk).exists()


def test_a_claim_that_one_side_refuses_changes_nothing(cast, two, sign_in):
    old, fresh = two
    claim = claims.ask(fresh, old.email)
    root = sign_in(cast.root)
    root.post(f"/manage/claims/{claim.pk}/", {"refuse": "yes"})
    assert User.objects.filter(pk__in=[old.pk, fresh.pk]).count() == 2
    assert "Nothing waits for you" in root.get("/manage/claims/").content.decode()


@pytest.mark.slow
def test_d17_whoever_runs_the_hub_still_runs_it_when_their_younger_account_becomes_part_of_the_older(cast, two):
    old, fresh = two
    User.objects.filter(pk=fresh.pk).update(is_staff=True, is_superuser=True)
    one_account.join(old, User.objects.get(pk=fresh.pk), by=old)
    kept = User.objects.get(pk=old.pk)
    assert kept.is_staff and kept.is_superuser


PROOF = "/settings/address/earlier/proof/"


def ask_by_second_way(client, email):
    answer = client.post(EARLIER, {"email": email, "way": "second"})
    assert answer["Location"] == PROOF
    return client.get(PROOF).content.decode()


@pytest.mark.slow
def test_si_12_with_a_dead_mailbox_the_app_of_the_old_account_proves_it(cast, two, sign_in):
    old, fresh = two
    give_app(old)
    client = sign_in(fresh)
    assert old.email in ask_by_second_way(client, old.email)
    wrong = client.post(PROOF, {"code": "000 000"}).content.decode()
    assert "This code is not right, or it was used already" in wrong
    assert client.post(PROOF, {"code": app_code(old.email)})["Location"] == "/settings/address/join/"
    client.post("/settings/address/join/")
    kept = User.objects.get(pk=old.pk)
    assert (kept.email, kept.agency) == (fresh.email, cast.health)
    assert not User.objects.filter(pk=fresh.pk).exists()
    for address in (old.email, fresh.email):
        assert "are one account now" in Mail.objects.get(to=address, kind="accounts_joined").text


@pytest.mark.slow
def test_si_12_a_recovery_code_of_the_old_account_proves_it_once(cast, two, sign_in):
    old, fresh = two
    second_ways.add_app(old, APP_SECRET)
    code = second_ways.recovery_codes_of(old)[0]
    client = sign_in(fresh)
    ask_by_second_way(client, old.email)
    assert client.post(PROOF, {"code": code})["Location"] == "/settings/address/join/"
    assert code not in second_ways.recovery_codes_of(old)
    ask_by_second_way(client, old.email)
    assert "it was used already" in client.post(PROOF, {"code": code}).content.decode()


@pytest.mark.slow
def test_si_12_a_passkey_of_the_old_account_proves_it_and_no_other_does(cast, two, sign_in):
    old, fresh = two
    key, other = Key(), Key()
    add_passkey(sign_in(old, fresh=True), key)
    add_passkey(sign_in(cast.ben, fresh=True), other)
    client = sign_in(fresh)
    ask_by_second_way(client, old.email)
    answer = client.post(PROOF, {"credential": other.sign(client.get("/sign-in/passkey/").json())})
    assert "This passkey is not one of that account" in answer.content.decode()
    answer = client.post(PROOF, {"credential": key.sign(client.get("/sign-in/passkey/").json())})
    assert answer["Location"] == "/settings/address/join/"
    client.post("/settings/address/join/")
    assert not User.objects.filter(pk=fresh.pk).exists()


@pytest.mark.slow
def test_d37_proving_an_old_account_says_the_same_of_an_account_without_a_second_way_and_of_none(cast, two, sign_in):
    old, fresh = two
    set_active(cast.cleo, False, by=cast.root)
    give_app(cast.cleo)
    client, said = sign_in(fresh), set()
    for email in (old.email, cast.cleo.email, cast.root.email, "nobody@parks.gov.example"):
        page = ask_by_second_way(client, email).replace(email, "ADDRESS")
        answer = client.post(PROOF, {"code": code_of(APP_SECRET)}).content.decode().replace(email, "ADDRESS")
        said.add(tuple(re.sub(r'value="[^"]{20,}"|request_id=\S+|[0-9a-f]{16,}', "", text) for text in (page, answer)))
        assert client.get("/settings/address/join/")["Location"] == "/settings/"
        client.get("/settings/")  # says that it cannot be joined
    assert len(said) == 1


@pytest.mark.slow
def test_d39_guessing_the_second_way_of_another_account_ends_after_five_tries(cast, two, sign_in):
    old, fresh = two
    give_app(old)
    client = sign_in(fresh)
    ask_by_second_way(client, old.email)
    for _try in range(5):
        assert client.post(PROOF, {"code": "000000"}).status_code == 200
    assert client.post(PROOF, {"code": app_code(old.email)})["Location"] == EARLIER
    assert "Too many tries" in client.get(EARLIER).content.decode()
    assert User.objects.filter(pk=fresh.pk).exists()


@pytest.mark.slow
def test_a_lapsed_account_can_be_used_again_once_it_is_one_with_a_fresh_one(cast, two):
    old, fresh = two
    User.objects.filter(pk=old.pk).update(is_active=False, lapsed_at=timezone.now())
    one_account.join(User.objects.get(pk=old.pk), fresh, by=cast.root)
    kept = User.objects.get(pk=old.pk)
    assert kept.is_active
    assert kept.lapsed_at is None


@pytest.mark.slow
def test_r16_the_page_of_claims_costs_the_same_for_one_claim_and_for_three(cast, two, sign_in):
    old, fresh = two
    root = sign_in(cast.root)
    root.get("/manage/claims/")
    counts = []
    for people in ([fresh], [make_person(name, cast.health) for name in ("kim", "max")]):
        for person in people:
            claims.ask(person, old.email)
        with CaptureQueriesContext(connection) as queries:
            page = root.get("/manage/claims/").content.decode()
        counts.append(len(queries))
    assert page.count("says that an older account is theirs") == 3
    assert page.count("Confirmed by Department of Health") == 3
    assert counts[0] == counts[1]

"""Spaces: who finds them, who gets in, who leaves."""

import pytest
from django.urls import reverse

from hub.actions import spaces as actions
from hub.models import Event, Item, Membership, Space, User, Watch
from hub.policy import can_contribute, writable_spaces
from hub.readers import readers_of
from tests.cast import make_space
from tests.sample.actions import have_idea
from tests.ways import without_tokens


def words(response):
    return " ".join(response.content.decode().split())


def form(**fields):
    return {"title": "Winter plans", "purpose": "Who does what", "visibility": "open", "join_rule": "at_once", **fields}


def test_the_directory_shows_what_a_person_may_know_of(cast, sign_in):
    make_space(cast.ana, "Council tax", purpose="Rules and rates")
    make_space(cast.ben, "Quiet matters", "unlisted", slug="quiet")
    page = words(sign_in(cast.cleo).get("/spaces/"))
    assert "Council tax" in page and "Rules and rates" in page
    assert "Health practice" in page and "Closed" in page
    assert "Quiet matters" not in page
    assert "Quiet matters" in words(sign_in(cast.ben).get("/spaces/"))
    assert "Council tax" not in words(sign_in(cast.gus).get("/spaces/"))


def test_the_directory_counts_members_who_are_there_now_and_marks_what_i_joined(cast, sign_in):
    Membership.objects.create(space=cast.space, user=cast.lee)
    Membership.objects.create(space=cast.space, user=cast.pat)
    page = words(sign_in(cast.ana).get("/spaces/"))
    assert "3 members" in page
    assert "Joined" in page
    assert "Joined" not in words(sign_in(cast.ben).get("/spaces/"))


def test_the_directory_filters_by_name_and_purpose_and_leads_on_when_nothing_is_left(cast, sign_in):
    make_space(cast.ana, "Council tax")
    client = sign_in(cast.ana)
    page = words(client.get("/spaces/?q=council"))
    assert "Council tax" in page and "Health practice" not in page
    assert "Health practice" in words(client.get("/spaces/?mine=1"))
    assert "Show all spaces" in words(client.get("/spaces/?q=zebra"))


@pytest.mark.parametrize("person", ["ana", "dev", "gus"])
def test_members_see_the_overview(cast, sign_in, person):
    page = words(sign_in(getattr(cast, person)).get("/s/health-practice/"))
    assert "How we do health" in page
    assert "3 people" in page and "in 2 agencies" in page


@pytest.mark.parametrize("person", ["ben", "cleo", "una", "root"])
@pytest.mark.parametrize("address", ["/s/health-practice/", "/s/health-practice/members/", "/s/health-practice/settings/"])
def test_a_listed_space_that_is_closed_to_me_says_its_name_and_who_lets_me_in(cast, sign_in, person, address):
    Membership.objects.filter(user=cast.ana).update(role="owner")
    response = sign_in(getattr(cast, person)).get(address)
    assert response.status_code == 403
    assert "Health practice" in words(response)
    assert "Ana Lloyd" in words(response)
    assert "Dev Patel" not in words(response)


@pytest.mark.parametrize(
    ("method", "rest"),
    [
        *(("get", rest) for rest in ("", "members/", "settings/")),
        *(("post", rest) for rest in ("settings/", "join/", "leave/")),
    ],
)
def test_a02_an_unlisted_space_answers_like_one_that_never_was(cast, sign_in, method, rest):
    make_space(cast.ben, "Quiet matters", "unlisted", slug="quiet")
    client = sign_in(cast.ana)
    real, never = (getattr(client, method)(f"/s/{slug}/{rest}") for slug in ("quiet", "never"))
    assert (real.status_code, never.status_code) == (404, 404)
    assert "Quiet" not in words(real)
    assert without_tokens(words(real)).replace("quiet", "never") == without_tokens(words(never))


def test_opening_a_space_makes_me_its_owner_who_hears_everything(cast, sign_in):
    response = sign_in(cast.ben).post("/spaces/new/", form(), follow=True)
    assert "“Winter plans” is open. You own it." in words(response)
    space = Space.objects.get(slug="winter-plans")
    assert Membership.objects.get(space=space).role == "owner"
    assert Watch.objects.get(space=space, user=cast.ben).level == Watch.Level.EVERYTHING
    event = Event.objects.get(verb="hub.space_created")
    assert (event.actor, event.agency, event.space) == (cast.ben, cast.health, space)


def test_guests_cannot_open_a_space(cast, sign_in):
    assert sign_in(cast.gus).post("/spaces/new/", form()).status_code == 403
    assert "Open a space" not in words(sign_in(cast.gus).get("/spaces/"))


def test_a_space_for_agencies_names_them_and_members_only_means_somebody_lets_people_in(cast, sign_in):
    client = sign_in(cast.ben)
    assert "Choose at least one agency" in words(client.post("/spaces/new/", form(visibility="agencies")))
    assert "choose another way to join" in words(client.post("/spaces/new/", form(visibility="members")))
    client.post("/spaces/new/", form(visibility="agencies", agencies=[cast.parks.pk]))
    assert list(Space.objects.get(slug="winter-plans").agencies.all()) == [cast.parks]


def test_a17_addresses_never_clash_with_a_hidden_space_of_the_same_name(cast):
    hidden = actions.create_space(cast.ben, title="Redundancies", visibility="unlisted", join_rule="invitation")
    assert hidden.slug != "redundancies"
    assert actions.create_space(cast.cleo, title="Redundancies").slug == "redundancies"
    assert actions.create_space(cast.cleo, title="Redundancies").slug == "redundancies-2"
    assert actions.create_space(cast.cleo, title="New").slug not in actions.RESERVED


def test_a08_the_form_takes_its_own_fields_and_nothing_else(cast, sign_in):
    sign_in(cast.ben).post("/spaces/new/", form(slug="mine", state="closed", shown="99", owner=str(cast.cleo.pk)))
    space = Space.objects.get(title="Winter plans")
    assert (space.slug, space.state, space.shown) == ("winter-plans", "active", 1)
    assert [m.user for m in space.memberships.all()] == [cast.ben]


def test_joining_an_open_space_watches_its_new_discussions(cast, sign_in):
    space = make_space(cast.ana, "Council tax")
    client = sign_in(cast.cleo)
    assert "Join" in words(client.get(space.get_absolute_url()))
    page = words(client.post(reverse("hub:join", args=[space.slug]), follow=True))
    assert "You have joined" in page and "Leave" in page
    watch = Watch.objects.get(user=cast.cleo, space=space)
    assert (watch.level, watch.reason) == (Watch.Level.FIRST, Watch.Reason.JOINED)
    before = User.objects.get(pk=cast.cleo.pk).epoch
    client.post(reverse("hub:join", args=[space.slug]))
    assert Membership.objects.filter(space=space, user=cast.cleo).count() == 1
    assert User.objects.get(pk=cast.cleo.pk).epoch == before


@pytest.mark.parametrize("rule", ["ask", "invitation"])
def test_nobody_joins_at_once_where_somebody_has_to_let_them_in(cast, sign_in, rule):
    space = make_space(cast.ana, "Council tax", join_rule=rule)
    client = sign_in(cast.cleo)
    assert 'action="/s/council-tax/join/"' not in words(client.get(space.get_absolute_url()))
    assert client.post(reverse("hub:join", args=[space.slug])).status_code == 403
    assert not Membership.objects.filter(user=cast.cleo).exists()


def test_leaving_ends_membership_and_watching_but_remembers_a_mute(cast, sign_in):
    space = make_space(cast.ana, "Council tax", members=[cast.cleo, cast.dev])
    Watch.objects.create(user=cast.cleo, space=space, level=Watch.Level.FIRST)
    Watch.objects.create(user=cast.dev, space=space, level=Watch.Level.MUTE)
    for person in (cast.cleo, cast.dev):
        assert "You have left Council tax" in words(sign_in(person).post("/s/council-tax/leave/", follow=True))
    assert [m.user for m in Membership.objects.filter(space=space)] == [cast.ana]
    assert [w.user for w in Watch.objects.filter(space=space)] == [cast.dev]


def test_the_last_owner_cannot_leave_and_is_told_what_to_do(cast, sign_in):
    space = make_space(cast.ana, "Council tax", members=[(cast.lee, "owner")])
    client = sign_in(cast.ana)
    assert "Make somebody else an owner first" in words(client.post("/s/council-tax/leave/", follow=True))
    Membership.objects.create(space=space, user=cast.ben, role="owner")
    client.post("/s/council-tax/leave/")
    assert not Membership.objects.filter(space=space, user=cast.ana).exists()


def test_members_are_listed_by_role_with_their_agency(cast, sign_in):
    page = words(sign_in(cast.gus).get("/s/health-practice/members/")).split("<main")[1]
    assert page.index("Moderators") < page.index("Ana Lloyd") < page.index("Dev Patel") < page.index("Gus Guest")
    assert "Parks" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_r16_the_pages_of_a_space_cost_the_same_for_one_row_and_three(cast, sign_in, rows, django_assert_max_num_queries):
    space = make_space(cast.ana, "Council tax", members=[cast.ben, cast.dev, cast.cleo][:rows])
    for n in range(rows):
        have_idea(space, author=[cast.ana, cast.dev, cast.cleo][n], title=f"Idea {n}", text="x")
    client = sign_in(cast.ana)
    for address, most in (("/s/council-tax/", 11), ("/s/council-tax/members/", 11), ("/spaces/", 5)):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_only_owners_change_the_settings_and_every_change_is_written_down(cast, sign_in):
    assert sign_in(cast.ana).get("/s/health-practice/settings/").status_code == 403
    Membership.objects.filter(user=cast.ana).update(role="owner")
    epochs = dict(User.objects.values_list("pk", "epoch"))
    shown = Space.objects.get(pk=cast.space.pk).shown
    client = sign_in(cast.ana)
    client.post("/s/health-practice/settings/", form(visibility="agencies", agencies=[cast.parks.pk], sure="yes"))
    space = Space.objects.get(pk=cast.space.pk)
    assert (space.title, space.slug, space.visibility) == ("Winter plans", "health-practice", "agencies")
    assert space.shown == shown + 1
    assert User.objects.get(pk=cast.cleo.pk).epoch == epochs[cast.cleo.pk] + 1
    event = Event.objects.get(verb="hub.space_changed")
    assert event.address == "127.0.0.1"
    assert (event.data["before"]["visibility"], event.data["after"]["agencies"]) == ("members", [cast.parks.pk])
    assert sign_in(cast.cleo).get("/s/health-practice/").status_code == 200


def test_saving_the_same_settings_again_writes_nothing_down(cast, sign_in):
    space = actions.create_space(cast.ana, title="Winter plans", purpose="Who does what")
    sign_in(cast.ana).post(reverse("hub:space_settings", args=[space.slug]), form())
    assert not Event.objects.filter(verb="hub.space_changed").exists()


def test_sp09_who_can_see_it_is_counted_exactly(cast):
    spaces = [
        make_space(cast.ana, "Open"),
        make_space(cast.ana, "Two", "agencies", agencies=[cast.parks], members=[(cast.gus, "reader")]),
        cast.space,
    ]
    for space in spaces:
        item = have_idea(space, author=cast.ana, title="T", text="x")
        seers = [person for person in cast.people if Item.objects.visible_to(person).filter(pk=item.pk).exists()]
        agencies = {person.agency for person in seers} - {None}
        for thing in (space, item):
            readers = readers_of(thing)
            assert (readers.people, readers.agencies) == (len(seers), len(agencies))


def test_the_list_of_spaces_to_write_in_agrees_with_the_policy_for_everyone(cast):
    make_space(cast.ana, "Open", members=[(cast.ben, "reader")])
    make_space(cast.ana, "Two", "agencies", agencies=[cast.parks], members=[(cast.gus, "member")])
    make_space(cast.ben, "Quiet", "unlisted", members=[cast.cleo])
    make_space(cast.ana, "Shelved", state="archived")
    for person in cast.people:
        allowed = {s.pk for s in Space.objects.all() if can_contribute(person, s) and s in Space.objects.visible_to(person)}
        assert set(writable_spaces(person).values_list("pk", flat=True)) == allowed


def test_sp01_a_second_owner_is_asked_at_once_and_one_is_enough(cast, sign_in):
    client = sign_in(cast.ana)
    page = words(client.post("/spaces/new/", form(second_owner="@nobody")))
    assert "Nobody you can ask has this name or address" in page and 'value="@nobody"' in page
    assert not Space.objects.filter(title="Winter plans").exists()
    page = words(client.post("/spaces/new/", form(second_owner="cleo@parks.gov.example"), follow=True))
    assert "Cleo Marsh is asked to own it too." in page
    space = Space.objects.get(title="Winter plans")
    offered = space.hand_overs.get()
    assert (offered.to, offered.by, offered.stays, offered.state) == (cast.cleo, cast.ana, True, "waiting")
    assert Membership.objects.filter(space=space).count() == 1, "nothing changes until she accepts"
    client.post("/spaces/new/", form(title="Another thing", second_owner=""))
    assert not Space.objects.get(title="Another thing").hand_overs.exists()

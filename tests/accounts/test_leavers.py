"""What a leaver leaves: their words, somebody who answers for each space, and no way in by what they began."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.actions import start_topic
from hub import files
from hub.accounts import leaving, reproving
from hub.accounts.actions import set_active
from hub.actions import inviting
from hub.models import Affiliation, Event, File, Invitation, Item, LeftBehind, Mail, Membership, User
from tests.cast import make_space
from tests.uploads import PDF, get, upload
from wiki.actions import create_page


def words(response):
    return " ".join(response.content.decode().split())


def owners(space):
    return {row.user for row in Membership.objects.filter(space=space, role="owner").select_related("user")}


@pytest.mark.slow
def test_l02_a_leavers_pages_posts_and_files_stay_marked_and_get_another_owner(cast, sign_in):
    space = make_space(cast.ana, "Hedges", members=[cast.dev, cast.cleo])
    page = create_page(space, author=cast.dev, title="Hornbeam", text="Hornbeam words")
    topic = start_topic(space, author=cast.dev, title="Beech", text="Beech words")
    file = files.store(upload("plan.pdf", PDF), uploader=cast.dev)
    File.objects.filter(pk=file.pk).update(item=page.pk)
    Item.objects.filter(pk=page.pk).update(owner=cast.dev)
    set_active(cast.dev, False, by=cast.root)
    ana = sign_in(cast.ana)
    shown = words(ana.get(topic.get_absolute_url()))
    assert "Beech words" in shown
    assert "Dev Patel" in shown
    assert "former member" in shown
    history = words(ana.get(f"/s/{space.slug}/{page.slug}/history/"))
    assert "Dev Patel" in history
    assert "former member" in history
    assert get(ana, f"/f/{file.pk}/").status_code == 200
    assert Item.objects.get(pk=page.pk).owner is None
    assert "Hornbeam" in words(ana.get("/hand-over/"))
    left = LeftBehind.objects.get(item=page.pk)
    ana.post(f"/hand-over/{left.pk}/", {"person": "@cleo"})
    assert Item.objects.get(pk=page.pk).owner == cast.cleo


@pytest.mark.parametrize("going", ["suspended", "lapsed", "moved"])
def test_l07_the_last_owner_leaves_a_space_to_the_moderator(cast, going):
    space = make_space(cast.dev, "Hedges", "members", members=[cast.cleo, (cast.ana, "moderator")])
    _leave(cast, cast.dev, going)
    assert cast.ana in owners(space)
    assert Event.objects.filter(verb="hub.space_passed_on", space=space).exists()


@pytest.mark.parametrize("going", ["suspended", "lapsed", "moved"])
def test_l07_a_space_with_nobody_else_goes_to_an_administrator(cast, going):
    space = make_space(cast.dev, "Hedges", "members", members=[(cast.gus, "reader")])
    Affiliation.objects.filter(user=cast.cleo).update(administers=True)
    _leave(cast, cast.dev, going)
    assert cast.cleo in owners(space)
    second = make_space(cast.cleo, "Ponds", "members")
    _leave(cast, cast.cleo, going)
    assert cast.root in owners(second)


def test_l07_somebody_without_an_employer_who_is_suspended_leaves_their_spaces_to_others(cast):
    User.objects.filter(pk=cast.root.pk).update(is_staff=True)
    Affiliation.objects.filter(user=cast.root).update(ended_at=timezone.now())
    root = User.objects.get(pk=cast.root.pk)
    space = make_space(root, "Hub matters", "members", members=[cast.ben])
    set_active(root, False, by=None)
    assert cast.ben in owners(space)


def _leave(cast, person, going):
    person = User.objects.get(pk=person.pk)
    row = person.affiliations.current().select_related("user", "agency").get()
    if going == "suspended":
        set_active(person, False, by=cast.root)
    elif going == "lapsed":
        reproving.lapse(row)
    else:
        row.ended_at = timezone.now()
        row.save()
        leaving.let_go(person, row.agency)


@pytest.fixture
def invited(cast):
    """(a space of ana's, an open invitation of ben into it)."""
    space = make_space(cast.ana, "Rota", "members")
    assert inviting.invite(space, by=cast.ana, email=cast.ben.email)
    return space, Invitation.objects.get()


def test_d32_an_invitation_is_taken_only_with_the_address_it_was_sent_to(cast, sign_in, invited):
    space, invitation = invited
    User.objects.filter(pk=cast.ben.pk).update(email="ben2@health.gov.example")
    assert sign_in(User.objects.get(pk=cast.ben.pk)).post(f"/invitations/{invitation.pk}/").status_code == 404
    User.objects.filter(pk=cast.ben.pk).update(email="ben@parks.gov.example")
    assert sign_in(User.objects.get(pk=cast.ben.pk)).post(f"/invitations/{invitation.pk}/").status_code == 404
    assert not Membership.objects.filter(space=space, user=cast.ben).exists()
    User.objects.filter(pk=cast.ben.pk).update(email=invitation.email)
    sign_in(User.objects.get(pk=cast.ben.pk)).post(f"/invitations/{invitation.pk}/")
    assert Membership.objects.filter(space=space, user=cast.ben).exists()


@pytest.mark.parametrize("person", ["cleo", "dev", "root", "gus", "una"])
def test_d33_somebody_signed_in_with_another_address_gains_no_membership_by_a_forwarded_link(cast, sign_in, invited, person):
    space, invitation = invited
    client = sign_in(getattr(cast, person))
    assert client.get(f"/invitations/{invitation.pk}/").status_code == 404
    assert client.post(f"/invitations/{invitation.pk}/").status_code == 404
    assert not Membership.objects.filter(space=space, user=getattr(cast, person)).exists()


def _used(cast, invitation):
    inviting.take(invitation, user=cast.ben)
    Membership.objects.filter(space=invitation.space, user=cast.ben).delete()


def _expired(cast, invitation):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


ENDS = {
    "used": _used,
    "taken back": lambda cast, invitation: inviting.withdraw(invitation, by=cast.ana),
    "expired": _expired,
    "its sender suspended": lambda cast, invitation: set_active(cast.ana, False, by=cast.root),
    "its sender moved": lambda cast, invitation: _leave(cast, cast.ana, "moved"),
    "its sender lapsed": lambda cast, invitation: _leave(cast, cast.ana, "lapsed"),
}


@pytest.mark.parametrize("end", ENDS)
def test_d34_an_invitation_that_ended_lets_nobody_in(cast, sign_in, invited, end):
    space, invitation = invited
    ENDS[end](cast, invitation)
    assert sign_in(cast.ben).post(f"/invitations/{invitation.pk}/").status_code == 404
    assert not Membership.objects.filter(space=space, user=cast.ben).exists()


def test_d34_of_two_who_take_an_invitation_at_once_one_succeeds(cast, invited):
    _space, invitation = invited
    again = Invitation.objects.get(pk=invitation.pk)  # read before the other has taken it
    assert [inviting.take(invitation, user=cast.ben), inviting.take(again, user=cast.ben)] == [True, False]
    assert Event.objects.filter(verb="hub.invitation_taken").count() == 1


def test_d36_a_list_of_five_thousand_rows_sends_nothing_and_is_refused_in_one_answer(cast, sign_in, invited):
    rows = "\n".join(f"a{n}@parks.gov.example" for n in range(5000))
    with CaptureQueriesContext(connection) as queries:
        page = words(sign_in(cast.ana).post("/s/rota/members/invite/", {"list": "yes", "many-text": rows}))
    assert "too large" in page
    assert len(queries) < 60
    assert Invitation.objects.count() == Mail.objects.count() == 1


@pytest.mark.slow
def test_d36_formula_cells_duplicates_and_bad_rows_are_reported_and_sent_nothing(cast, sign_in, invited):
    rows = ["=HYPERLINK(1)", "@SUM(A1)", "+1@2", "-2+3", "", "new@parks.gov.example", "NEW@parks.gov.example", "x@evil.example"]
    page = words(sign_in(cast.ana).post("/s/rota/members/invite/", {"list": "yes", "many-text": "\n".join(rows)}))
    assert "1 invitation sent" in page
    assert page.count("stands in the list before") == 1
    assert set(Invitation.objects.values_list("email", flat=True)) == {"new@parks.gov.example", cast.ben.email}
    assert Mail.objects.exclude(to=cast.ben.email).get().to == "new@parks.gov.example"

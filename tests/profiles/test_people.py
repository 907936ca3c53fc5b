"""People: what a profile says to whom, what they wrote as evidence, and how they are found."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from hub import search
from hub.models import Affiliation, Item
from lessons.actions import release_lesson, write_lesson
from profiles.actions import change_profile
from profiles.fields import DEFAULTS, TEXTS
from profiles.models import Photo, Profile
from realtime.models import Notification
from tests.cast import make_space
from tests.sampling import one_of
from wiki.actions import create_page

HIDDEN = "zxhidden"


@pytest.fixture(autouse=True)
def greeted(cast):
    for person in cast.people:
        if person.verified_at:
            for kind in Item.kinds.values():
                kind.greet(person)


def get(user, address, **more):
    client = Client()
    client.force_login(user, backend="hub.accounts.backend.PersonBackend")
    return client.get(address, **more)


def words(user, address):
    return get(user, address, follow=True).content.decode()


def say(person, topics=(), reach=None, photo=None, **texts):
    profile = Profile.objects.get(user=person)
    every = {field.name: getattr(profile, field.name) for field in TEXTS} | texts
    return change_profile(profile, texts=every, topics=topics, reach={**DEFAULTS, **(reach or {})}, photo=photo)


def jpeg(size=(900, 600)):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.slow
def test_a_person_says_who_they_are_and_what_they_can_be_asked(cast, sign_in):
    client = sign_in(cast.ana)
    form = {field.name: "" for field in TEXTS} | {f"{name}_reach": "everyone" for name in DEFAULTS}
    rows = {"topics-TOTAL_FORMS": "2", "topics-INITIAL_FORMS": "0", "topics-0-name": "Council tax", "topics-0-level": "3"}
    said = {"role": "Case manager", "pronouns": "she/her", "location": "Leeds", "avoid": "Pensions", "languages": "Cymraeg"}
    upload = SimpleUploadedFile("me.jpg", jpeg(), "image/jpeg")
    page = client.post("/settings/profile/", {**form, **rows, **said, "photo": upload}, follow=True).content.decode()
    for word in (
        "Case manager",
        "she/her",
        "Leeds",
        "Pensions",
        "Speaks Cymraeg",
        "Council tax",
        "Expert",
        "/people/ana/photo/",
    ):
        assert word in page
    answer = get(cast.cleo, "/people/ana/photo/")
    assert answer["Content-Type"] == "image/jpeg" and "sandbox" in answer["Content-Security-Policy"]
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (320, 320) and not picture.getexif()


def test_a_photo_that_is_no_picture_is_refused_with_a_reason(cast, sign_in):
    form = {f"{name}_reach": "everyone" for name in DEFAULTS} | {"topics-TOTAL_FORMS": "0", "topics-INITIAL_FORMS": "0"}
    for name, content in (("me.jpg", b"<html><script>x</script>"), ("me.txt", b"plain words")):
        answer = sign_in(cast.ana).post("/settings/profile/", {**form, "photo": SimpleUploadedFile(name, content)})
        assert answer.status_code == 200 and "govuk-error-summary" in answer.content.decode()
    assert not Photo.objects.exists()


def test_only_ones_own_profile_is_changed(cast, sign_in):
    form = {f"{name}_reach": "everyone" for name in DEFAULTS} | {"topics-TOTAL_FORMS": "0", "topics-INITIAL_FORMS": "0"}
    sign_in(cast.ben).post("/settings/profile/", {**form, "role": "Changed"})
    assert Profile.objects.get(user=cast.ana).role == "" and Profile.objects.get(user=cast.ben).role == "Changed"


@pytest.mark.parametrize("name", one_of([field.name for field in TEXTS], "contact"))
@pytest.mark.parametrize("reach", one_of(["agency", "nobody"], "agency"))
def test_a18_a_narrower_field_is_in_no_outlet_for_others(cast, work, name, reach):
    say(cast.ana, reach={name: reach}, **{name: HIDDEN})
    work()
    outlets = ["/people/ana/", "/people/ana/card/", f"/people/?q={HIDDEN[:5]}", "/people/", f"/search/?q={HIDDEN}", "/"]
    for reader in (cast.cleo, cast.una, cast.gus, cast.root if reach == "nobody" else cast.dev):
        for outlet in outlets:
            assert HIDDEN not in words(reader, outlet).replace(f"q={HIDDEN}", "").replace(f"“{HIDDEN}”", "").replace(
                f'value="{HIDDEN}"', ""
            ).replace(f"={HIDDEN}", "")
    assert search.search(cast.cleo, HIDDEN).total == search.search(cast.ben, HIDDEN).total == 0
    assert (HIDDEN in words(cast.ben, "/people/ana/")) == (reach == "agency")
    assert HIDDEN in words(cast.ana, "/people/ana/")
    assert HIDDEN not in str(Profile.objects.get(user=cast.ana).export())


@pytest.mark.slow
def test_a18_a_narrower_photo_is_not_served_to_others(cast):
    say(cast.ana, photo=(jpeg((320, 320)), "d1"), reach={"photo": "agency"})
    assert get(cast.ben, "/people/ana/photo/").status_code == 200
    for reader in (cast.cleo, cast.una, cast.gus):
        assert get(reader, "/people/ana/photo/").status_code == 404
    assert "/people/ana/photo/" not in words(cast.cleo, "/people/ana/") + words(cast.cleo, "/people/")


@pytest.mark.parametrize("reach", ["agency", "nobody"])
@pytest.mark.slow
def test_a19_private_topics_are_in_no_count_filter_or_topic_page(cast, work, reach):
    say(cast.dev, topics=[("Rare birds", 2)])
    say(cast.ana, topics=[("Rare birds", 3), ("Secret moths", 3)], reach={"topics": reach})
    work()
    for reader in (cast.cleo, cast.ben):
        page = words(reader, "/people/")
        assert "Rare birds (1)" in page and "Secret moths" not in page
        assert "Ana Lloyd" not in words(reader, "/people/?topic=rare-birds")
        assert "Ana Lloyd" not in words(reader, "/people/?q=moths") and "<strong>0</strong>" in words(
            reader, "/people/?q=moths"
        )
        assert get(reader, "/t/secret-moths/").status_code == 404
    assert "Secret moths" not in words(cast.cleo, "/people/ana/")


def test_a18_a_change_for_fewer_moves_nothing_that_others_see(cast):
    say(cast.ana, role="Manager")
    before = Profile.objects.get(user=cast.ana)
    say(cast.ana, role="Manager", contact="0300 1", reach={"contact": "agency"})
    after = Profile.objects.get(user=cast.ana)
    assert (after.changed_at, after.findable) == (before.changed_at, before.findable)


@pytest.mark.parametrize("query", ["lloyd", "ANA", "manager", "leeds", "council", "health", "ana health council"])
@pytest.mark.slow
def test_one_box_finds_by_name_role_topic_agency_and_place(cast, query):
    say(cast.ana, role="Case manager", location="Leeds", topics=[("Council tax", 2)])
    assert "/people/ana/" in words(cast.cleo, f"/people/?q={query}")
    assert "/people/dev/" not in words(cast.cleo, f"/people/?q={query}")


def test_filters_count_people(cast):
    say(cast.ana, topics=[("Council tax", 2)])
    say(cast.dev, topics=[("Council tax", 1)])
    page = words(cast.ben, "/people/?topic=council-tax")
    assert "/people/ana/" in page and "/people/dev/" in page and "/people/cleo/" not in page
    assert "Council tax (2)" in page and "Parks Agency (1)" in page
    page = words(cast.ben, "/people/?topic=council-tax&agency=parks")
    assert "/people/dev/" in page and '/people/ana/"' not in page


@pytest.mark.slow
def test_the_list_goes_on_where_it_ended(cast, monkeypatch):
    monkeypatch.setattr("profiles.directory.SIZE", 2)
    monkeypatch.setattr("profiles.directory.first_people.known", {})
    seen, address = [], "/people/"
    for _page in range(6):
        answer = get(cast.ben, address)
        seen += [profile.slug for profile in answer.context["people"]]
        if not answer.context["more_url"]:
            break
        address = f"/people/{answer.context['more_url']}"
    assert seen == ["ana", "ben", "cleo", "dev", "root", "una"] or sorted(seen) == sorted(set(seen))
    assert {"ana", "ben", "cleo", "dev", "root", "una"} <= set(seen)


@pytest.mark.slow
def test_what_somebody_wrote_is_evidence_as_far_as_the_reader_may_see_it(cast):
    open_space = make_space(cast.ana, "Open rooms", "open")
    create_page(open_space, author=cast.ana, title="Herons", text="x", topics=["Birds"])
    create_page(cast.space, author=cast.ana, title="Hidden herons", text="x", topics=["Moths"])
    mine = words(cast.dev, "/people/ana/")
    assert "Herons" in mine and "Hidden herons" in mine and "Pages (2)" in mine and "Moths" in mine
    theirs = words(cast.cleo, "/people/ana/")
    assert "Herons" in theirs and "Hidden herons" not in theirs and "Pages (1)" in theirs and "Moths" not in theirs


@pytest.mark.slow
def test_pr17_somebody_is_found_by_what_they_wrote_though_they_filled_in_nothing(cast):
    open_space = make_space(cast.ana, "Open rooms", "open")
    create_page(open_space, author=cast.ana, title="Herons", text="x", topics=["Wading birds"])
    create_page(cast.space, author=cast.dev, title="Moths", text="x", topics=["Night moths"])
    assert "/people/ana/" in words(cast.cleo, "/people/?q=wading")
    assert "/people/dev/" not in words(cast.cleo, "/people/?q=moths")
    assert "/people/dev/" in words(cast.ana, "/people/?q=moths")


@pytest.mark.slow
def test_a_lesson_under_the_agencys_name_is_nobodys_contribution(cast):
    lesson = write_lesson(None, author=cast.ana, title="Unnamed heron", texts={"happened": "x"}, topics=["Herons"])
    release_lesson(lesson, by=cast.ana, audience="space", under_agency=True)
    for reader in (cast.cleo, cast.ana):
        assert "Unnamed heron" not in words(reader, "/people/ana/")
    assert "/people/ana/" not in words(cast.cleo, "/people/?q=herons").split("<main")[1]


def test_past_agencies_stay_readable(cast):
    first = Affiliation.objects.get(user=cast.dev)
    first.ended_at = first.verified_at
    first.save()
    Affiliation.objects.create(user=cast.dev, agency=cast.health, email="dev@health.gov.example")
    page = words(cast.cleo, "/people/dev/")
    assert "Parks Agency" in page and "Department of Health" in page and "since" in page


@pytest.mark.slow
def test_a_guest_reads_names_of_the_people_in_their_spaces_and_no_more(cast):
    say(cast.ana, role="Case manager", topics=[("Council tax", 2)])
    page = words(cast.gus, "/people/")
    assert "Ana Lloyd" in page and "Dev Patel" in page
    assert "Cleo" not in page and "Ben" not in page and "Case manager" not in page and "Council tax" not in page
    assert "Ana Lloyd" in words(cast.gus, "/people/ana/") and "Case manager" not in words(cast.gus, "/people/ana/")
    assert get(cast.gus, "/people/cleo/").status_code == 404
    assert "Case manager" not in words(cast.gus, "/people/ana/card/")
    assert get(cast.gus, "/people/cleo/card/").status_code == 404


def test_the_card_beside_a_name_says_what_the_reader_may_see(cast):
    say(cast.ana, role="Case manager", topics=[("Council tax", 2)], pronouns="she/her", reach={"pronouns": "agency"})
    card = get(cast.cleo, "/people/ana/card/").content.decode()
    assert "Case manager" in card and "Council tax" in card and "Health" in card and "she/her" not in card
    assert "<html" not in card and "she/her" in get(cast.ben, "/people/ana/card/").content.decode()


@pytest.mark.slow
def test_following_a_person_tells_what_they_do_as_far_as_the_follower_may_see_it(cast, sign_in, work):
    profile = Profile.objects.get(user=cast.ana)
    for follower in (cast.cleo, cast.dev):
        sign_in(follower).post(f"/watch/?item={profile.pk}", {"watch": "on"})
    hidden = create_page(cast.space, author=cast.ana, title="Hidden herons", text="x")
    work()
    assert [notice.user for notice in Notification.objects.filter(item=hidden.pk)] == [cast.dev]
    assert "Stop following" in words(cast.cleo, "/people/ana/")
    sign_in(cast.dev).post(f"/watch/?item={profile.pk}", {"watch": "off"})
    later = create_page(cast.space, author=cast.ana, title="Later herons", text="x")
    work()
    assert not Notification.objects.filter(item=later.pk).exists()


def test_who_left_is_in_no_list_and_a_former_member_on_their_page(cast):
    assert "/people/lee/" not in words(cast.ben, "/people/")
    assert "Former member" in words(cast.ben, "/people/lee/")


@pytest.mark.parametrize("query", ["Cleo Mrash", "cloe", "clio marsch"])
@pytest.mark.slow
def test_pr07_a_name_spelt_two_letters_off_is_found(cast, query):
    page = words(cast.ana, f"/people/?q={query}")
    assert "Cleo Marsh" in page and "These names are close to it" in page and "Ben Okoro" not in page


@pytest.mark.slow
def test_pr07_a_misspelt_name_finds_nobody_whom_the_reader_may_not_meet(cast):
    assert "Lee Gone" not in words(cast.ana, "/people/?q=Lee Gonne")
    assert "Nobody answers this" in words(cast.ana, "/people/?q=xylophone")


@pytest.mark.slow
def test_contributions_stand_in_the_order_of_the_days_they_show(cast):
    first = create_page(cast.space, author=cast.dev, title="First of dev", text="words")
    create_page(cast.space, author=cast.dev, title="Second of dev", text="words")
    Item.objects.filter(pk=first.pk).update(changed_at="2040-01-01T00:00Z")  # somebody else worked on it later
    page = words(cast.ana, "/people/dev/")
    assert page.index("Second of dev") < page.index("First of dev")


@pytest.mark.slow
def test_pr06_accepted_answers_count_as_evidence_as_far_as_the_reader_may_see_them(cast):
    from forums import actions

    topic = actions.start_topic(cast.space, author=cast.ana, title="Which date?", text="words")
    post = actions.add_reply(topic, author=cast.dev, text="This one.")
    actions.accept_post(post, by=cast.ana)
    assert "1 accepted answer" in words(cast.ana, "/people/dev/")
    assert "accepted answer" not in words(cast.ben, "/people/dev/")

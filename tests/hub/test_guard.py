"""The guard while writing: what it recognises, what it leaves alone, how it stops somebody, and what it writes down."""

import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hub.guard import find, noticed
from hub.models import Event, Item, Override, Space
from tests.cast import make_space
from wiki.actions import create_page
from wiki.models import Page

PASSAGE = "Her number is WX 21 48 90 C, call her."
REASON = "A made up number for training"


def kinds(text):
    return [one.kind for one in find(text)]


RECOGNISED = [
    ("His number is WX214890C.", "ni"),
    ("His number is wx214890c.", "ni"),
    ("WX 21 48 90 C", "ni"),
    ("WX-21-48-90-C", "ni"),
    ("`WX214890C` in a log", "ni"),
    ("National Insurance number WX 21 48 90", "ni"),
    ("NHS number: 943 476 5919", "nhs"),
    ("943 476 5919 came in today", "nhs"),
    ("NHS no. 9434765919", "nhs"),
    ("the patient, 943-476-5919, says", "nhs"),
    ("Ring 07100 204866 after six", "phone"),
    ("Ring 071 0020 4866", "phone"),
    ("+44 7100 204866", "phone"),
    ("+44 (0)7100 204 866", "phone"),
    ("[call](tel:07100204866)", "phone"),
    ("her home number is 01603 204867", "phone"),
    ("Mrs Jones, tel. 020 7219 4272", "phone"),
    ("Case reference: AB/2023/45871", "case"),
    ("case number 20231187", "case"),
    ("See claim ref 7781-204", "case"),
    ("OFFICIAL-SENSITIVE: do not copy", "marking"),
    ("OFFICIAL – SENSITIVE", "marking"),
    ("# **SECRET**\n\nThe plan", "marking"),
    ("TOP SECRET", "marking"),
]


@pytest.mark.parametrize(("text", "kind"), RECOGNISED)
def test_it_recognises_what_should_not_be_published(text, kind):
    assert kinds(text) == [kind]


LEFT_ALONE = [
    "It looks like QQ 12 34 56 C, or AB123456C, or JJ 00 00 00 A.",
    "TN 21 48 90 C and GB 21 48 90 C are no such numbers",
    "at 10 11 12 a train leaves",
    "943 476 5918 has the wrong check digit, and 111 111 1111 has no person",
    "The key is 9434765919",
    "```\nid 943 476 5919 07100204866\n```\nand `07100204866`",
    "https://example.gov.example/cases/07100204866/943 and www.example.org/9434765919",
    "Call 0800 328 5644, 0300 123 1100, 0345 600 0723, 0808 2000 247, 116 123, 111 or 999",
    "Call our office on 01603 204867 or +44 20 7219 4272",
    "Write an example with 07700 900123 or 01632 960123, or 07123 456789",
    "Pagers like 07654 204866",
    "Their home page: call 0300 123 1100",
    "Ask for the case number. It is on the letter.",
    "Case reference 123456 is an example; case 2 and claim number 12",
    "The secret of good notes, SECRET santa, and RESTRICTED access",
    "This hub is OFFICIAL",
    "£943 476 5919.00 on 22/11/2026 at 15:12, build 20231187",
]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_it_leaves_examples_helplines_and_plain_figures_alone(text):
    assert kinds(text) == []


def test_the_same_place_is_named_once_and_the_passage_is_cut_at_words():
    (one,) = find("word " * 40 + "NHS number 943 476 5919" + " word" * 40)
    assert one.found == "943 476 5919"
    assert one.before.startswith("… word") and one.before.endswith("NHS number ")
    assert one.after.endswith("word …")


def test_whoever_runs_the_hub_says_what_references_of_cases_look_like(settings):
    assert kinds("It is about ZX-9-1 again") == []
    settings.CASE_REFERENCES = [r"\bZX-\d-\d\b"]
    assert kinds("It is about ZX-9-1 again") == ["case"]


def test_a_hub_that_is_marked_sensitive_itself_does_not_stop_for_that(settings):
    settings.HUB_MARKING = "OFFICIAL-SENSITIVE"
    assert kinds("OFFICIAL-SENSITIVE") == []


@pytest.mark.slow
def test_a_long_text_is_looked_through_in_no_time():
    for text in (
        "0 7" * 60_000,
        "A1 " * 60_000,
        "case number " * 15_000,
        "`" * 50_000,
        "1 " * 90_000,
        ("`a" * 90 + "\n") * 900,
    ):
        began = time.perf_counter()
        find(text)
        assert time.perf_counter() - began < 5  # a quadratic pattern takes half a minute


@pytest.fixture
def ana(cast, sign_in):
    return sign_in(cast.ana)


def hidden_fields(response):
    """What the page that stopped somebody sends along."""
    html = response.content.decode()
    return dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html.split('<form method="post" novalidate>')[-1])
    )


def start(client, space, **more):
    sent = {"title": "Visits", "text": f"First line.\n\n{PASSAGE}", "topics": "visits", **more}
    return client.post(reverse("wiki:new", args=[space.slug]), sent)


def test_somebody_is_stopped_and_sees_the_passage_and_what_was_recognised_in_it(ana, cast):
    stopped = start(ana, cast.space)
    page = stopped.content.decode()
    assert stopped.status_code == 422
    assert "Her number is <mark>WX 21 48 90 C</mark>, call her." in page
    assert "National Insurance number" in page
    assert not Page.objects.exists()
    assert not Override.objects.exists()


def test_change_it_gives_everything_back_with_the_words_named_at_their_field(ana, cast):
    sent = hidden_fields(start(ana, cast.space))
    back = ana.post(reverse("wiki:new", args=[cast.space.slug]), sent | {"guard": "change"})
    page = back.content.decode()
    assert back.status_code == 200
    assert PASSAGE in page and 'value="Visits"' in page and 'value="visits"' in page
    assert "Look at this again: National Insurance number “WX 21 48 90 C”" in page
    assert "Error:" in page
    assert not Page.objects.exists()


@pytest.mark.parametrize("reason", ["", "it is fine", "because WX214890C is hers"])
def test_publishing_anyway_wants_a_reason_that_does_not_repeat_the_passage(ana, cast, reason):
    sent = hidden_fields(start(ana, cast.space))
    answer = ana.post(reverse("wiki:new", args=[cast.space.slug]), sent | {"guard": "publish", "guard_reason": reason})
    if reason == "it is fine":  # three words are few, but words
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert "guard_reason-error" in answer.content.decode()
    assert not Page.objects.exists()


def test_published_anyway_it_is_logged_with_kind_and_place_and_never_with_the_passage(ana, cast):
    sent = hidden_fields(start(ana, cast.space))
    answer = ana.post(reverse("wiki:new", args=[cast.space.slug]), sent | {"guard": "publish", "guard_reason": REASON})
    page = Page.objects.get()
    assert answer.url == page.get_absolute_url()
    assert PASSAGE in page.current.text
    row = Override.objects.get()
    assert (row.kinds, row.item_id, row.space, row.by, row.reason) == (["ni"], page.pk, cast.space, cast.ana, REASON)
    event = Event.objects.get(verb="hub.guard_overridden")
    assert (event.actor, event.space, event.data["kinds"], event.data["item"]) == (cast.ana, cast.space, ["ni"], page.pk)
    assert event.address
    assert "214890" not in str([list(Override.objects.values()), list(Event.objects.values())]).replace(" ", "")
    # No feed shows it: the page's own events are as they always are.
    assert set(page.events.values_list("verb", flat=True)) == {"wiki.page_created"}


def test_a_reason_for_one_passage_publishes_no_other(ana, cast):
    sent = hidden_fields(start(ana, cast.space)) | {"guard": "publish", "guard_reason": REASON}
    answer = ana.post(reverse("wiki:new", args=[cast.space.slug]), sent | {"title": "NHS 943 476 5919"})
    assert answer.status_code == 422
    assert "943 476 5919" in answer.content.decode()
    again = hidden_fields(answer) | {"guard": "publish", "guard_reason": REASON}
    assert ana.post(reverse("wiki:new", args=[cast.space.slug]), again).status_code == 302
    assert Override.objects.get().kinds == ["nhs", "ni"]


def test_what_stands_in_a_page_already_stops_nobody_who_changes_something_else(ana, cast):
    page = create_page(cast.space, author=cast.ana, title="Visits", text=PASSAGE)
    sent = {"title": "Visits", "text": f"{PASSAGE} And more.", "topics": "", "note": "more", "base": page.current.number}
    assert ana.post(f"{page.get_absolute_url()}edit/", sent).status_code == 302
    again = sent | {"text": f"{PASSAGE} Ring 07100 204866.", "base": page.current.number + 1}
    stopped = ana.post(f"{page.get_absolute_url()}edit/", again)
    assert stopped.status_code == 422
    assert "<mark>WX" not in stopped.content.decode()


def test_a_preview_and_a_draft_stop_nobody(ana, cast):
    assert start(ana, cast.space, preview="yes").status_code == 200
    fields = '{"title": "Visits", "text": "WX 21 48 90 C"}'
    assert ana.post("/drafts/", {"kind": "page", "space": cast.space.slug, "fields": fields}).status_code == 200


@pytest.mark.slow
def test_a_reply_and_a_changed_post_are_looked_at(ana, cast):
    from forums.actions import start_topic

    topic = start_topic(cast.space, author=cast.ana, title="Visits?", text="How?")
    stopped = ana.post(f"/d/{topic.pk}/reply/", {"text": PASSAGE})
    assert stopped.status_code == 422
    assert ana.post(f"/d/{topic.pk}/post/{topic.opening_id}/edit/", {"text": PASSAGE}).status_code == 422
    assert ana.post(reverse("forums:change", args=[topic.pk]), {"title": "WX214890C?", "form": "question"}).status_code == 422
    sent = hidden_fields(stopped) | {"guard": "publish", "guard_reason": REASON}
    assert ana.post(f"/d/{topic.pk}/reply/", sent).status_code == 302
    assert Override.objects.get().item_id == topic.pk


def test_a_file_that_came_with_the_form_is_not_asked_for_again(ana, cast):
    address = reverse("resources:new", args=[cast.space.slug])
    about = {"title": "Leaflet", "form": "leaflet", "summary": PASSAGE, "language": "en"}
    date = {"review_on_day": "1", "review_on_month": "6", "review_on_year": "2031"}
    stopped = ana.post(address, {**about, **date, "file": SimpleUploadedFile("a.txt", b"How to watch herons.\n")})
    assert stopped.status_code == 422
    sent = hidden_fields(stopped) | {"guard": "publish", "guard_reason": REASON}
    assert ana.post(address, sent).status_code == 302
    assert Item.objects.get(kind="resource").summary == PASSAGE


def test_a_space_says_its_purpose_without_details_of_a_person(ana, cast):
    sent = {"title": "Visits", "purpose": PASSAGE, "visibility": "open", "join_rule": "at_once"}
    stopped = ana.post("/spaces/new/", sent)
    assert stopped.status_code == 422
    assert not Space.objects.filter(title="Visits").exists()
    assert ana.post("/spaces/new/", hidden_fields(stopped) | {"guard": "publish", "guard_reason": REASON}).status_code == 302
    assert Override.objects.get().space.title == "Visits"
    mine = make_space(cast.ana, title="Mine")
    assert ana.post(f"/s/{mine.slug}/settings/", sent).status_code == 422


def test_a_profile_may_say_its_own_phone_number_and_no_other_number(ana, cast):
    from profiles.forms import ProfileForm
    from profiles.models import Profile

    Profile.greet(cast.ana)
    profile = Profile.objects.get(user=cast.ana)
    sent = {"topics-TOTAL_FORMS": 0, "topics-INITIAL_FORMS": 0}
    sent |= {name: value for name, value in ProfileForm.initial_of(profile).items() if name.endswith("_reach")}
    address = reverse("profiles:edit")
    assert ana.post(address, sent | {"contact": "07100 204866"}).status_code == 302
    assert ana.post(address, sent | {"contact": "07100 204866", "about": "My boss is on 07100 204867"}).status_code == 422
    stopped = ana.post(address, sent | {"contact": "WX214890C"})
    assert stopped.status_code == 422
    ana.post(address, hidden_fields(stopped) | {"guard": "publish", "guard_reason": REASON})
    assert (Override.objects.get().by, Override.objects.get().kinds) == (cast.ana, ["ni"])


def test_a_lesson_told_without_a_name_leaves_none_in_the_log(cast):
    from hub import events
    from hub.guard import passing

    passing.accept({"ni"}, REASON)
    events.record(None, "lessons.edited", space=cast.space, agency=cast.health, audit=True)
    assert (Override.objects.get().by, Event.objects.get(verb="hub.guard_overridden").address) == (None, None)


def test_an_import_reports_what_it_recognised_and_brings_it_all_in(cast, tmp_path):
    from wiki.imports import import_folder

    (tmp_path / "visits.md").write_text(f"# Visits\n\nWell.\n\n{PASSAGE}\n")
    run = import_folder(cast.space, tmp_path)
    assert [entry["did"] for entry in run.report] == ["made"]
    assert PASSAGE in Page.objects.get().current.text
    (lost,) = run.report[0]["lost"]
    assert lost[0] == "Recognised, to be looked at: National Insurance number"
    assert "21" not in str(lost)
    assert noticed("Nothing here.") == []


@pytest.mark.slow
def test_it_would_stop_fewer_than_one_in_a_hundred_who_wrote_the_pages_of_the_test_data(shared):
    from wiki.markdown_source import read_folder

    texts = [page.text for folder in sorted((shared / "corpus/wiki").iterdir()) for page in read_folder(folder).pages]
    assert len(texts) == 688
    assert sum(bool(find(text)) for text in texts) <= len(texts) // 100

"""Hostile words through what all content shares: spaces, topics, watching, search, drafts, marks; and through every address."""

import json

from forums.actions import start_topic
from hub.models import Space, Watch
from tests.dangers import dangers, filled, hostile
from tests.sampling import sampled
from wiki.actions import create_page

SPACE = {"title": 100, "purpose": 300, "slug": 60, "visibility": 30, "join_rule": 30}
LISTS = ("/d/", "/library/", "/lessons/", "/people/", "/spaces/", "/", "/notifications/")
FILTERS = ("q", "tag", "kind", "space", "before", "after", "sort")


def clean(answer) -> bool:
    return not answer["Content-Type"].startswith("text/html") or dangers(answer.content.decode()) == []


@sampled(2100, once=True)
def test_x01_no_payload_runs_from_any_field_of_a_space(cast, shared, sign_in, some):
    client = sign_in(cast.ana)
    for form in filled(hostile(shared, some), SPACE):
        good = {"visibility": "open", "join_rule": "at_once"}
        for sent in ({**form, **good}, form):
            answer = client.post("/spaces/new/", sent, follow=True)
            assert answer.status_code == 200 and clean(answer)
        space = Space.objects.order_by("pk").last()
        for address in (space.get_absolute_url(), f"{space.get_absolute_url()}settings/"):
            assert clean(client.get(address, follow=True)), address
    for address in ("/spaces/", "/", "/new/page/", "/lessons/new/"):
        answer = client.get(address, follow=True)
        assert answer.status_code == 200 and clean(answer), address


@sampled(900, once=True)
def test_x01_no_payload_runs_as_a_question_to_search_or_to_any_list(cast, shared, sign_in, some):
    create_page(cast.space, author=cast.ana, title="Heat", text="<b>script</b> alert")
    client = sign_in(cast.ana)
    for number, payload in enumerate(hostile(shared, some)):
        asked = payload[:300]
        answer = client.get("/search/", {"q": asked, "type": asked, "space": asked, "agency": asked, "tag": asked})
        assert answer.status_code == 200 and clean(answer), payload
        if not some.step:
            answer = client.get(LISTS[number % len(LISTS)], dict.fromkeys(FILTERS, asked))
            assert answer.status_code == 200 and clean(answer), answer.request


@sampled(2100, once=True)
def test_x01_no_payload_runs_from_titles_topics_and_texts_of_discussions_or_from_their_marks(cast, shared, sign_in, some):
    client = sign_in(cast.ana)
    topic = start_topic(cast.space, author=cast.dev, title="Here", text="words")
    fields = {"title": 200, "text": 20_000, "topics": 60, "form": 20}
    for form in filled(hostile(shared, some), fields):
        for sent in ({**form, "form": "question"}, form, {**form, "preview": "1"}):
            answer = client.post("/s/health-practice/discussions/new/", sent, follow=True)
            assert answer.status_code == 200 and clean(answer)
        here = topic.get_absolute_url()
        acts = [
            (f"/d/{topic.pk}/post/{topic.opening_id}/react/", {"kind": form["title"]}),
            (f"/d/{topic.pk}/change/", {"title": form["title"], "form": "question", "topics": form["topics"]}),
            (f"/d/{topic.pk}/reply/", {"text": form["text"], "parent": form["form"]}),
            (f"/d/{topic.pk}/close/", {"when": form["form"], "note": form["title"]}),
            (f"/d/{topic.pk}/pin/", {"until_0": form["form"], "until_1": form["topics"]}),
        ]
        for address, sent in acts:
            answer = client.post(address, sent)
            assert answer.status_code < 500 and clean(answer), address
        assert clean(client.get(here, follow=True))  # with all that those have to say
    assert clean(client.get("/d/"))


@sampled(2100, once=True)
def test_x01_watching_drafts_previews_and_topics_take_no_payload_for_more_than_words(cast, shared, sign_in, some):
    client = sign_in(cast.ana)
    page = create_page(cast.space, author=cast.dev, title="Heat", text="words", topics=["heat"])
    for payload in hostile(shared, some):
        words = payload[:2000]
        fields = {"kind": "page", "space": "health-practice", "fields": json.dumps({"title": words, "text": words})}
        asked = [
            client.post(f"/watch/?item={page.pk}", {"level": words, "next": words}),
            client.post("/drafts/", fields),
            client.post("/preview/", {"text": words, "space": "health-practice"}),
            client.get("/complete/pages/", {"q": words, "space": words}),
            client.get("/s/health-practice/new/", {"title": words, "parent": words}),
        ]
        for answer in asked:
            assert answer.status_code < 500 and clean(answer), answer.request["PATH_INFO"]
            there = answer.get("Location", "/")
            assert there.startswith("/") and not there.startswith(("//", "/\\")), there
    assert clean(client.get("/drafts/"))
    assert Watch.objects.filter(user=cast.ana, item=page.pk).exists()


@sampled(60, once=True)
def test_f03_no_path_leads_out_of_any_address(cast, shared, sign_in, some):
    client = sign_in(cast.ana)
    lines = (shared / "suites/path/directory_traversal.txt").read_text(errors="replace").splitlines()
    places = ("/s/{}/", "/s/health-practice/{}/", "/t/{}/", "/people/{}/", "/people/{}/photo/", "/library/1/{}/", "/d/1/{}/")
    places += ("/lessons/1/{}/", "/library/1/x/versions/{}/", "/f/{}/", "/static/{}", "/help/{}", "/mail/stop/{}/")
    for line in lines[some]:
        for place in places:
            answer = client.get(place.format(line.replace("?", "%3F").replace("#", "%23")))
            assert answer.status_code in {301, 302, 400, 403, 404, 405, 410}, (place, line)
            assert b"root:" not in (answer.content if not answer.streaming else b"".join(answer.streaming_content))

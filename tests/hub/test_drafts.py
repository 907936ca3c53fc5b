"""Drafts: kept while writing, one's own alone; and the preview."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hub.actions import drafts as actions
from hub.models import Draft, Item, Membership
from tests.cast import make_space
from tests.sample.actions import have_idea
from wiki.actions import create_page


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[1]


def keep(client, fields=None, **more):
    fields = {"title": "Heat plan", "text": "Open the windows"} if fields is None else fields
    return client.post("/drafts/", {"kind": "idea", "fields": json.dumps(fields), **more})


@pytest.mark.slow
def test_what_i_write_is_kept_in_one_draft_and_offered_on_home(cast, sign_in):
    client = sign_in(cast.dev)
    for text in ("Open", "Open the", "Open the windows"):
        response = keep(client, {"title": "Heat plan", "text": text, "csrfmiddlewaretoken": "x"}, space="health-practice")
        assert response.status_code == 200
    draft = Draft.objects.get()
    assert (draft.user, draft.space, draft.fields) == (cast.dev, cast.space, {"title": "Heat plan", "text": "Open the windows"})
    assert "Finish your draft: Heat plan" in words(client.get("/"))
    page = words(client.get("/drafts/"))
    assert "Heat plan" in page and f'href="/s/health-practice/new-idea/?draft={draft.pk}"' in page


def test_drafts_of_different_places_do_not_overwrite_each_other(cast, sign_in):
    idea = have_idea(cast.space, author=cast.dev, title="Old", text="x")
    client = sign_in(cast.dev)
    keep(client, {"title": "New one"}, space="health-practice")
    keep(client, {"title": "Change"}, space="health-practice", item=idea.pk, base="3")
    keep(client, {"text": "A reply"}, item=idea.pk, kind="post", parent=idea.pk)
    assert Draft.objects.count() == 3
    assert Draft.objects.get(kind="idea", item=idea).base == 3


def test_an_emptied_form_leaves_no_draft(cast, sign_in):
    client = sign_in(cast.dev)
    keep(client)
    assert keep(client, {"title": " ", "text": "\n", "topics": []}).json() == {"id": None, "saved_at": None}
    assert not Draft.objects.exists()


def test_a15_nobody_reads_goes_on_with_or_discards_the_draft_of_another(cast, sign_in):
    keep(sign_in(cast.dev), {"title": "Secret heat"}, space="health-practice")
    draft = Draft.objects.get()
    for person in ("ana", "gus", "root", "cleo"):
        client = sign_in(getattr(cast, person))
        assert "Secret heat" not in words(client.get("/drafts/"))
        assert "Secret heat" not in words(client.get("/"))
        assert client.post(f"/drafts/{draft.pk}/discard/").status_code == 404
    keep(sign_in(cast.ana), {"title": "Mine"}, space="health-practice")
    assert Draft.objects.get(user=cast.dev).fields["title"] == "Secret heat"
    assert Client().get("/drafts/").status_code == 302
    assert Client().post("/drafts/", {}).status_code == 302


def test_i_discard_my_own(cast, sign_in):
    client = sign_in(cast.dev)
    keep(client)
    page = words(client.post(f"/drafts/{Draft.objects.get().pk}/discard/", follow=True))
    assert "Draft discarded" in page and "No drafts" in page
    assert not Draft.objects.exists()


@pytest.mark.parametrize("place", [{"item": "{pk}"}, {"parent": "{pk}"}, {"space": "health-practice"}, {"item": "x"}])
def test_a02_a_draft_cannot_be_tied_to_what_i_may_not_know_of(cast, sign_in, place):
    idea = have_idea(cast.space, author=cast.dev, title="Old", text="x")
    assert keep(sign_in(cast.ben), **{name: value.format(pk=idea.pk) for name, value in place.items()}).status_code == 404
    assert not Draft.objects.exists()


@pytest.mark.parametrize("fields", ["", "[]", '"x"', '{"a": 1}', '{"a": {"b": "c"}}', '{"a": [1]}', "{", "[" * 100_000, "null"])
def test_whatever_is_no_form_is_refused(cast, sign_in, fields):
    assert sign_in(cast.dev).post("/drafts/", {"kind": "idea", "fields": fields}).status_code == 400
    for more in ({"kind": ""}, {"kind": "a b"}, {"kind": "x" * 21}, {"base": "-1"}, {"base": "9" * 30}):
        assert keep(sign_in(cast.dev), **more).status_code == 400


def test_what_no_database_keeps_is_left_out(cast, sign_in):
    client = sign_in(cast.dev)
    assert client.post("/drafts/", {"kind": "idea", "fields": r'{"title": "He\u0000at \ud800 plan"}'}).status_code == 200
    assert Draft.objects.get().fields == {"title": "Heat ? plan"}


def test_a_draft_has_a_length_and_a_person_a_number_of_them(cast, sign_in, monkeypatch):
    client = sign_in(cast.dev)
    assert keep(client, {"text": "x" * (actions.LONGEST + 1)}).status_code == 413
    assert keep(client, {f"f{n}": "x" for n in range(actions.MOST_FIELDS + 1)}).status_code == 413
    monkeypatch.setattr(actions, "KEPT", 3)
    for n in range(5):
        keep(client, {"title": f"Draft {n}"}, item=have_idea(cast.space, author=cast.dev, title=f"I{n}", text="x").pk)
    assert sorted(draft.fields["title"] for draft in Draft.objects.all()) == ["Draft 2", "Draft 3", "Draft 4"]


def test_words_stay_mine_when_what_they_belong_to_is_out_of_reach(cast, sign_in):
    idea = have_idea(cast.space, author=cast.ana, title="Hidden title", text="x")
    client = sign_in(cast.dev)
    keep(client, {"text": "What I wrote about the heat plan of our town"}, item=idea.pk)
    Membership.objects.filter(user=cast.dev).delete()
    page = words(client.get("/drafts/"))
    assert "What I wrote about the heat plan of our town" in page and "can no longer see" in page
    assert "Hidden title" not in page and idea.get_absolute_url() not in page
    assert "Finish your draft" not in words(client.get("/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_r16_drafts_cost_the_same_for_one_row_and_three(cast, sign_in, rows, django_assert_max_num_queries):
    for n in range(rows):
        space = make_space(cast.ana, f"Space {n}")
        idea = have_idea(space, author=cast.ana, title=f"Idea {n}", text="x")
        for item in (None, Item(pk=idea.pk)):
            Draft.objects.create(
                user=cast.ana,
                kind="idea",
                space=space,
                item=item,
                fields={"title": "x"},
                changed_at=timezone.now() - timedelta(hours=n),
            )
    client = sign_in(cast.ana)
    with django_assert_max_num_queries(7):
        assert words(client.get("/drafts/")).count("Discard") >= 2 * rows


def preview(client, text, **more):
    return client.post("/preview/", {"text": text, **more})


def test_the_preview_is_what_saving_makes_with_the_links_the_writer_may_have(cast, sign_in):
    page = preview(sign_in(cast.dev), "## Heat\n\n**Open** the windows, see [[No such page]].", space="health-practice")
    html = page.content.decode()
    assert "<h2" in html and "<strong>Open</strong>" in html and "/s/health-practice/new/?title=No+such+page" in html
    outside = preview(sign_in(cast.ben), "See [[No such page]].", space="health-practice").content.decode()
    assert "/s/health-practice/" not in outside


def test_x10_the_preview_has_the_limits_of_saving_and_says_which(cast, sign_in):
    response = preview(sign_in(cast.dev), "x" * 200_001)
    assert response.status_code == 200 and "Error:" in response.content.decode()


def test_the_preview_runs_nothing(cast, sign_in):
    html = preview(sign_in(cast.dev), "<script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1))").content
    assert b"<script" not in html and b"onerror" not in html and b'href="javascript' not in html


def test_something_new_begun_beside_an_older_draft_writes_over_nothing(cast):
    earlier = actions.save_draft(cast.dev, kind="page", space=cast.space, fields={"title": "Duty desk rota", "text": "Monday"})
    Draft.objects.filter(pk=earlier.pk).update(changed_at=timezone.now() - timedelta(hours=2))
    other = actions.save_draft(cast.dev, kind="page", space=cast.space, fields={"title": "Lift test", "text": "Trolley"})
    assert other.pk != earlier.pk
    again = actions.save_draft(cast.dev, kind="page", space=cast.space, fields={"title": "Duty desk rota", "text": "Tuesday"})
    assert again.pk == earlier.pk
    Draft.objects.filter(pk=earlier.pk).update(changed_at=timezone.now() - timedelta(hours=2))
    create_page(cast.space, author=cast.dev, title="Lift test", text="Trolley")
    assert [draft.fields["text"] for draft in Draft.objects.filter(user=cast.dev)] == ["Tuesday"]

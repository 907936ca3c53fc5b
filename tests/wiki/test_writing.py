"""Writing pages: new ones, edits by one and by several people at once, drafts and refusals."""

import pytest

from hub.models import Draft, Event, Item, Watch
from wiki.actions import EditConflict, create_page, edit_page, remove_page
from wiki.models import Page, PageAddress


def fields(page, **changed):
    """An edit form of `page` as a browser sends it."""
    current = Page.objects.get(pk=page.pk).current
    return {"title": page.title, "text": current.text, "topics": "", "note": "Better", "base": current.number, **changed}


def test_a_member_writes_a_page_and_follows_it(cast, sign_in):
    client = sign_in(cast.dev)
    sent = {"title": "Free school meals", "text": "# Hello\r\n\r\nWho gets them.", "topics": "Schools, council tax, schools"}
    response = client.post("/s/health-practice/new/", sent, follow=True)
    html = response.content.decode()
    assert response.redirect_chain == [("/s/health-practice/free-school-meals/", 302)]
    assert "Who gets them." in html
    assert "council tax" in html
    page = Page.objects.get(slug="free-school-meals")
    assert (page.author, page.agency, page.owner) == (cast.dev, cast.parks, cast.dev)
    assert (page.current.number, page.current.text) == (1, "# Hello\n\nWho gets them.")
    assert page.summary == "Who gets them."
    assert sorted(tag.name for tag in page.tags.all()) == ["council tax", "schools"]
    assert Watch.objects.filter(user=cast.dev, item=page).exists()
    assert Event.objects.filter(verb="wiki.page_created", item=page.pk, actor=cast.dev).count() == 1


def test_only_those_who_write_in_a_space_may_begin_a_page_there(cast, sign_in):
    assert sign_in(cast.gus, fresh=True).get("/s/health-practice/new/").status_code == 403
    assert sign_in(cast.ben, fresh=True).get("/s/health-practice/new/").status_code == 403  # listed, closed to him
    assert sign_in(cast.dev, fresh=True).get("/s/nowhere/new/").status_code == 404


def test_a_red_link_leads_to_the_form_with_its_title(cast, sign_in, page):
    html = sign_in(cast.dev).get("/s/health-practice/new/?title=Bin+days").content.decode()
    assert "There is no page called “Bin days” yet" in html
    assert 'value="Bin days"' in html
    there = sign_in(cast.dev).get("/s/health-practice/new/?title=Council+tax")
    assert there["Location"] == page.get_absolute_url()


@pytest.mark.parametrize("title", ["Members", "pages", "New", "Bin"])
def test_a_title_whose_address_is_a_tab_is_refused_at_the_field(cast, sign_in, title):
    response = sign_in(cast.dev).post("/s/health-practice/new/", {"title": title, "text": "x"})
    html = response.content.decode()
    assert "<title>Error:" in html
    assert 'href="#id_title">Each space has a part of this name. Choose another title' in html
    assert not Page.objects.exists()


def test_a_title_that_is_taken_says_by_which_page(cast, sign_in, page):
    response = sign_in(cast.ana).post("/s/health-practice/new/", {"title": "Council Tax!", "text": "other words"})
    assert f'href="{page.get_absolute_url()}">Council tax</a>' in response.content.decode()
    assert Page.objects.count() == 1


@pytest.mark.slow
def test_a17_a_title_that_only_a_hidden_page_has_is_taken_without_a_word(cast, sign_in):
    hidden = create_page(cast.space, author=cast.ana, title="Closing the office", text="secret", audience="author")
    client = sign_in(cast.dev)
    assert "There is no page called" in client.get("/s/health-practice/new/?title=Closing+the+office").content.decode()
    response = client.post("/s/health-practice/new/", {"title": "Closing the office", "text": "mine"})
    assert response["Location"] == "/s/health-practice/closing-the-office-2/"
    assert "mine" in client.get(response["Location"]).content.decode()
    assert client.get(hidden.get_absolute_url()).status_code == 404
    again = client.post("/s/health-practice/new/", {"title": "Closing the office", "text": "once more"})
    assert "A page has this title already" in again.content.decode()


def test_w12_a_page_sent_twice_is_made_once(cast, sign_in):
    client = sign_in(cast.dev)
    sent = {"title": "Twice", "text": "the same words"}
    answers = {client.post("/s/health-practice/new/", sent)["Location"] for _time in range(3)}
    assert answers == {"/s/health-practice/twice/"}
    assert (Page.objects.count(), Page.objects.get().revisions.count()) == (1, 1)
    assert Event.objects.filter(verb="wiki.page_created").count() == 1


def test_another_title_that_leads_to_the_same_address_is_no_second_sending(cast, sign_in):
    client = sign_in(cast.dev)
    client.post("/s/health-practice/new/", {"title": "Who pays?", "text": "the same words"})
    response = client.post("/s/health-practice/new/", {"title": "Who pays", "text": "the same words"})
    assert "A page has this title already" in response.content.decode()


def test_a_new_page_that_cannot_be_made_any_more_gives_its_text_back(cast, sign_in, page):
    client = sign_in(cast.dev)
    remove_page(page, by=cast.ana)
    below = client.post("/s/health-practice/new/", {"title": "Below", "text": "an hour of work", "parent": page.slug})
    assert below.status_code == 404
    assert "an hour of work" in below.content.decode()
    elsewhere = client.post("/s/no-such-space/new/", {"title": "Below", "text": "an hour of work"})
    assert elsewhere.status_code == 404
    assert "an hour of work" in elsewhere.content.decode()


@pytest.mark.slow
def test_w12_an_edit_sent_twice_is_saved_once(cast, sign_in, page):
    client = sign_in(cast.dev)
    sent = fields(page, text="New words.")
    for _time in range(3):
        assert client.post(f"{page.get_absolute_url()}edit/", sent).status_code == 302
    assert page.revisions.count() == 2
    assert Event.objects.filter(verb="wiki.page_edited").count() == 1


def test_an_edit_is_signed_and_kept_beside_what_was_there(cast, sign_in, page):
    client = sign_in(cast.ana)
    form = client.get(f"{page.get_absolute_url()}edit/").content.decode()
    assert "You are editing version 1" in form
    response = client.post(f"{page.get_absolute_url()}edit/", fields(page, text="Other words.", note="Shorter", topics="Tax"))
    assert response.status_code == 302
    page.refresh_from_db()
    new = page.current
    assert (new.number, new.text, new.note, new.author, new.agency) == (2, "Other words.", "Shorter", cast.ana, cast.health)
    assert new.size_change == len("Other words.") - len("## Who pays\n\nEverybody.\n")
    assert page.revisions.get(number=1).text == "## Who pays\n\nEverybody.\n"
    assert [tag.name for tag in page.tags.all()] == ["Tax"]


def test_on_others_pages_people_say_what_they_changed(cast, sign_in, page):
    client = sign_in(cast.ana)
    refused = client.post(f"{page.get_absolute_url()}edit/", fields(page, text="x", note="")).content.decode()
    assert 'href="#id_note">Say in a few words what you changed' in refused
    assert client.post(f"{page.get_absolute_url()}edit/", fields(page, text="x", note="", minor="on")).status_code == 302
    assert sign_in(cast.dev).post(f"{page.get_absolute_url()}edit/", fields(page, text="y", note="")).status_code == 302


def test_topics_alone_make_no_version(cast, sign_in, page):
    client = sign_in(cast.dev)
    client.post(f"{page.get_absolute_url()}edit/", fields(page, topics="Tax, Homes"))
    assert page.revisions.count() == 1
    assert page.tags.count() == 2
    assert Event.objects.filter(verb="wiki.page_tagged").count() == 1


def test_the_preview_button_shows_and_saves_nothing(cast, sign_in, page):
    client = sign_in(cast.ana)
    sent = fields(page, text="**Bold** and [[Council tax]] and [[Nowhere]]", note="", preview="1")
    html = client.post(f"{page.get_absolute_url()}edit/", sent).content.decode()
    assert "<strong>Bold</strong>" in html
    assert f'<a href="{page.get_absolute_url()}">Council tax</a>' in html
    assert 'class="hub-missing"' in html
    assert "There is a problem" not in html
    assert page.revisions.count() == 1
    html = client.post("/s/health-practice/new/", {"title": "N", "text": "*soft*", "preview": "1"}).content.decode()
    assert "<em>soft</em>" in html
    assert Page.objects.count() == 1


@pytest.mark.slow
def test_x10_a_text_over_the_limit_is_refused_with_its_reason_and_kept(cast, sign_in, page):
    text = "word " * 60_000
    html = sign_in(cast.dev).post(f"{page.get_absolute_url()}edit/", fields(page, text=text)).content.decode()
    assert "This text is too long" in html
    assert text[:5000] in html
    assert page.revisions.count() == 1


def test_r11_changes_in_different_places_are_put_together(cast, sign_in, page):
    base = "One\n\nTwo\n\nThree\n\nFour\n"
    edit_page(page, editor=cast.dev, title=page.title, text=base, base=1)
    edit_page(page, editor=cast.ana, title=page.title, text=base.replace("One", "First"), base=2)
    response = sign_in(cast.dev).post(
        f"{page.get_absolute_url()}edit/", fields(page, text=base.replace("Four", "Last"), base=2)
    )
    assert response.status_code == 302
    page.refresh_from_db()
    assert page.current.text == "First\n\nTwo\n\nThree\n\nLast\n"
    assert page.revisions.count() == 4


@pytest.mark.slow
def test_r11_changes_of_the_same_lines_lose_nothing(cast, sign_in, page):
    base = "One\n\nTwo\n\nThree\n"
    edit_page(page, editor=cast.dev, title=page.title, text=base, base=1)
    edit_page(page, editor=cast.ana, title=page.title, text=base.replace("Two", "Ana's two"), base=2)
    client = sign_in(cast.dev)
    mine = fields(page, text=base.replace("Two", "Dev's two"), base=2, note="My two")
    response = client.post(f"{page.get_absolute_url()}edit/", mine)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Ana Lloyd saved version 3 while you were editing" in html
    assert "Ana&#x27;s two" in html
    assert "Dev&#x27;s two" in html
    assert page.revisions.count() == 3

    both = mine | {"base": 3, "merged": "True", "text": "One\n\n<<<<<<< a\nAna's two\n=======\nDev's two\n>>>>>>> b\n\nThree\n"}
    assert "still stand here in both versions" in client.post(f"{page.get_absolute_url()}edit/", both).content.decode()
    assert client.post(f"{page.get_absolute_url()}edit/", both | {"text": "One\n\nOur two\n\nThree\n"}).status_code == 302
    assert [r.text.split("\n")[2] for r in page.revisions.all()][:3] == ["Our two", "Ana's two", "Two"]


def test_r11_two_new_titles_are_a_conflict_too(cast, page):
    edit_page(page, editor=cast.ana, title="Ana's title", text=page.current.text, base=1)
    with pytest.raises(EditConflict):
        edit_page(page, editor=cast.dev, title="Dev's title", text="new", base=1)
    edit_page(page, editor=cast.dev, title="Council tax", text=page.current.text + "\nMore.", base=1)
    assert Page.objects.get().title == "Ana's title"


def test_r11_a_page_that_was_removed_meanwhile_gives_the_text_back(cast, sign_in, page):
    remove_page(page, by=cast.ana)
    response = sign_in(cast.dev).post(f"{page.get_absolute_url()}edit/", fields(page, text="My precious words", base=1))
    assert response.status_code == 410
    assert "My precious words" in response.content.decode()


def test_r11_a_page_that_was_protected_meanwhile_gives_the_text_back(cast, sign_in, page):
    Page.objects.update(locked=True)
    response = sign_in(cast.dev).post(f"{page.get_absolute_url()}edit/", fields(page, text="My precious words"))
    assert response.status_code == 403
    assert "My precious words" in response.content.decode()


@pytest.mark.slow
def test_r11_a_page_that_was_moved_or_closed_meanwhile_loses_nothing(cast, sign_in, page):
    old = page.get_absolute_url()
    edit_page(page, editor=cast.ana, title="Council tax, new", text=page.current.text, base=1)
    client = sign_in(cast.dev)
    sent = {"title": "Council tax", "text": page.current.text + "\nMore.\n", "note": "n", "base": 1}
    assert client.post(f"{old}edit/", sent).status_code == 302
    page.refresh_from_db()
    assert (page.title, page.current.text.endswith("More.\n")) == ("Council tax, new", True)
    cast.space.memberships.filter(user=cast.dev).delete()
    closed = client.post(f"{old}edit/", sent | {"text": "My precious words"})
    assert (closed.status_code, "My precious words" in closed.content.decode()) == (404, True)


@pytest.mark.slow
def test_a_draft_is_offered_used_and_gone_once_saved(cast, sign_in, page):
    draft = Draft.objects.create(user=cast.dev, kind="page", item=page, fields={"title": "T", "text": "Half a th"}, base=1)
    client = sign_in(cast.dev)
    edit = f"{page.get_absolute_url()}edit/"
    assert "You have a draft from" in client.get(edit).content.decode()
    used = client.get(f"{edit}?draft={draft.pk}").content.decode()
    assert "Half a th" in used
    assert "You have a draft" not in used
    assert "Half a th" not in sign_in(cast.ana, fresh=True).get(f"{edit}?draft={draft.pk}").content.decode()
    client.post(edit, fields(page, text="Whole"))
    assert not Draft.objects.exists()


def test_a_draft_is_thrown_away_when_asked_and_only_ones_own(cast, sign_in, page):
    draft = Draft.objects.create(user=cast.dev, kind="page", item=page, fields={"text": "Half"}, base=1)
    edit = f"{page.get_absolute_url()}edit/"
    sign_in(cast.ana).post(edit, {"discard": draft.pk})
    assert Draft.objects.exists()
    assert sign_in(cast.dev).post(edit, {"discard": draft.pk})["Location"] == edit
    assert not Draft.objects.exists()


def test_a_draft_of_a_new_page_is_offered_in_its_space(cast, sign_in):
    fields = {"title": "Half", "text": "Half a page"}
    draft = Draft.objects.create(user=cast.dev, kind="page", space=cast.space, fields=fields)
    client = sign_in(cast.dev)
    assert "You have a draft from" in client.get("/s/health-practice/new/").content.decode()
    assert "Half a page" in client.get(f"/s/health-practice/new/?draft={draft.pk}").content.decode()
    client.post("/s/health-practice/new/", {"title": "Half", "text": "Whole"})
    assert not Draft.objects.exists()


def test_a_page_can_be_begun_below_another(cast, sign_in, page):
    client = sign_in(cast.dev)
    assert "Below “Council tax”" in client.get("/s/health-practice/new/?parent=council-tax").content.decode()
    client.post("/s/health-practice/new/", {"title": "Bands", "text": "A to H", "parent": "council-tax"})
    assert Page.objects.get(slug="bands").parent == page
    assert client.get("/s/health-practice/new/?parent=nothing").status_code == 404


@pytest.mark.slow
def test_small_changes_and_watchers(cast, work, page):
    from realtime.models import Notification

    Watch.objects.create(user=cast.ana, item=page, level=Watch.Level.EVERYTHING)
    work()
    Notification.objects.all().delete()
    edit_page(page, editor=cast.dev, title=page.title, text="Small", base=1, minor=True)
    work()
    assert not Notification.objects.exists()
    edit_page(page, editor=cast.dev, title=page.title, text="Large", base=2)
    work()
    assert [n.user for n in Notification.objects.all()] == [cast.ana]


@pytest.mark.slow
def test_people_are_told_once_that_they_are_named_and_only_if_they_may_see_it(cast, work, page):
    from realtime.models import Notification

    profiles = {person.handle: person for person in (cast.gus, cast.cleo)}
    edit_page(page, editor=cast.dev, title=page.title, text="@gus @cleo look", base=1)
    work()
    assert [n.user for n in Notification.objects.exclude(user=cast.ana)] == [profiles["gus"]]
    Notification.objects.all().delete()
    edit_page(page, editor=cast.dev, title=page.title, text="@gus @cleo look again", base=2)
    work()
    assert not Notification.objects.filter(user=cast.gus).exists()


def test_every_page_has_one_current_address(cast, page):
    assert list(PageAddress.objects.values_list("slug", "current")) == [("council-tax", True)]
    assert Item.objects.get(pk=page.pk).slug == "council-tax"


@pytest.mark.slow
def test_a_file_sent_without_scripts_stands_in_the_text_and_belongs_to_the_page(cast, sign_in, page):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from hub.models import File

    def sent(**more):
        return fields(page, attachments=SimpleUploadedFile("plan.txt", b"A plan of words.\n"), **more)

    client = sign_in(cast.dev)
    previewed = client.post(f"{page.get_absolute_url()}edit/", sent(preview="1")).content.decode()
    assert ">plan.txt</a>" in previewed
    assert File.objects.get().item is None
    client.post(f"{page.get_absolute_url()}edit/", sent())
    page.refresh_from_db()
    file = File.objects.latest("pk")
    assert page.current.text.endswith(f"[plan.txt](/f/{file.pk}/)")
    assert file.item_id == page.pk
    assert b"".join(sign_in(cast.gus, fresh=True).get(f"/f/{file.pk}/")) == b"A plan of words.\n"


def test_a_file_that_is_refused_says_so_and_the_text_is_kept(cast, sign_in, page, settings):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.FILE_LIMIT = 10
    sent = fields(page, text="My words", attachments=SimpleUploadedFile("plan.txt", b"A plan of words.\n"))
    html = sign_in(cast.dev).post(f"{page.get_absolute_url()}edit/", sent).content.decode()
    assert "The file is larger than" in html
    assert "My words" in html
    assert page.revisions.count() == 1

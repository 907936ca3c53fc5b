"""Discussions about pages and other things: where those are, and for the same readers."""

import pytest

from forums import actions
from forums.models import Topic
from hub import audiences
from hub.models import Item, User, Watch
from tests.cast import make_space
from wiki.actions import create_page


def words(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def page(cast):
    return create_page(cast.space, author=cast.ana, title="Arrears", text="words")


@pytest.mark.slow
def test_wk_14_a_page_leads_to_its_discussions_and_to_asking_about_it(cast, sign_in, page):
    dev = sign_in(cast.dev)
    shown = words(dev.get(page.get_absolute_url()))
    assert "Ask about this page" in shown and "about it" not in shown
    sent = {"form": "question", "title": "Who pays?", "text": "words"}
    answer = dev.post(f"/about/{page.pk}/discussions/new/", sent, follow=True)
    assert "Arrears" in words(answer) and Topic.objects.get().about_id == page.pk
    assert "1 discussion about it" in words(dev.get(page.get_absolute_url()))
    listed = words(dev.get(f"/about/{page.pk}/discussions/"))
    assert "Who pays?" in listed and "Discussions about “Arrears”" in listed


@pytest.mark.slow
def test_a_reader_is_led_to_discussions_and_not_to_a_form_that_refuses_them(cast, sign_in, page):
    gus = sign_in(cast.gus)
    assert "Ask about this page" not in words(gus.get(page.get_absolute_url()))
    assert "Nobody has asked about this yet" in words(gus.get(f"/about/{page.pk}/discussions/"))
    assert gus.get(f"/about/{page.pk}/discussions/new/").status_code == 403


@pytest.mark.slow
def test_a02_nobody_learns_of_a_page_by_asking_about_it(cast, sign_in, page):
    for outsider in (cast.ben, cast.cleo, cast.root):
        client = sign_in(outsider, fresh=True)
        assert client.get(f"/about/{page.pk}/discussions/").status_code == 404
        assert client.post(f"/about/{page.pk}/discussions/new/", {"title": "x", "text": "y"}).status_code == 404
        assert client.get("/about/99999999999999999999/discussions/").status_code == 404


@pytest.mark.slow
def test_people_and_discussions_themselves_are_not_discussed(cast, sign_in):
    topic = actions.start_topic(cast.space, author=cast.ana, title="Talk", text="words")
    assert sign_in(cast.dev).get(f"/about/{topic.pk}/discussions/new/").status_code == 403


@pytest.mark.slow
def test_a_discussion_has_the_readers_of_what_it_is_about_and_changes_with_it(cast, sign_in):
    space = make_space(cast.ana, "Open", "open")
    page = create_page(space, author=cast.ana, title="Narrow", text="words")
    audiences.place(page, audience=Item.To.AGENCIES, agencies=[cast.parks])
    topic = actions.start_topic(space, author=cast.dev, title="About it", text="words", about=page)

    def readers(item):
        item = Item.objects.select_related("space").get(pk=item.pk)
        seen = {person.pk for person in User.objects.all() if Item.objects.visible_to(person).filter(pk=item.pk).exists()}
        assert seen == set(User.objects.who_can_see(item).values_list("pk", flat=True))
        return seen

    assert readers(topic) == readers(page) == {cast.cleo.pk, cast.dev.pk}
    audiences.place(page, audience=Item.To.PEOPLE, people=[cast.ben, cast.dev])
    assert readers(topic) == readers(page) == {cast.ben.pk, cast.dev.pk}
    audiences.place(page, audience=Item.To.AUTHOR)
    assert readers(topic) == readers(page) == {cast.ana.pk}
    audiences.place(page, audience=Item.To.SPACE)
    assert readers(topic) == readers(page) and cast.una.pk in readers(topic)
    assert sign_in(cast.ben).get(topic.get_absolute_url()).status_code == 200


def test_the_owner_of_a_page_hears_of_questions_about_it_unless_they_muted_it(cast, page):
    actions.start_topic(cast.space, author=cast.dev, title="First", text="words", about=page)
    assert Watch.objects.filter(user=cast.ana, item__title="First", reason="owner").exists()
    Watch.objects.update_or_create(user=cast.ana, item=page, defaults={"level": Watch.Level.MUTE})
    actions.start_topic(cast.space, author=cast.dev, title="Second", text="words", about=page)
    assert not Watch.objects.filter(user=cast.ana, item__title="Second").exists()


@pytest.mark.slow
def test_a_page_that_was_removed_is_named_nowhere_in_its_discussion(cast, sign_in, page):
    from wiki.actions import remove_page

    topic = actions.start_topic(cast.space, author=cast.dev, title="Who pays?", text="words", about=page)
    remove_page(page, by=cast.ana)
    client = sign_in(cast.gus)
    assert "Arrears" not in words(client.get(topic.get_absolute_url())) + words(client.get("/d/"))


@pytest.mark.slow
def test_the_number_of_discussions_on_a_page_is_that_of_its_reader(cast, sign_in):
    space = make_space(cast.ana, "Open", "open")
    page = create_page(space, author=cast.ana, title="Open page", text="words")
    topic = actions.start_topic(space, author=cast.ana, title="Narrowed", text="words", about=page)
    assert "1 discussion about it" in words(sign_in(cast.ben).get(page.get_absolute_url()))
    actions.remove_topic(topic, by=cast.ana)
    assert "discussion about it" not in words(sign_in(cast.ben).get(page.get_absolute_url()))

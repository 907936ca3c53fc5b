"""Links between pages: filled in for each reader, so that missing and not-for-you look the same."""

import re

import pytest

from hub import links
from hub.models import Item, Link
from tests.cast import make_space
from wiki.actions import bring_back, create_page, edit_page, remove_page


def text_of(client, page):
    html = client.get(page.get_absolute_url()).content.decode()
    return re.search(r'<div class="hub-prose"[^>]*>(.*?)</div>\n</article>', html, re.S)[1].strip()


def write(cast, title, text, **more):
    return create_page(cast.space, author=cast.ana, title=title, text=text, **more)


def test_a_link_leads_to_the_page_with_its_heading(cast, sign_in, page):
    source = write(cast, "Source", "See [[Council tax#Who pays|who pays]].")
    expected = '<p>See <a href="/s/health-practice/council-tax/#u-who-pays" title="Council tax">who pays</a>.</p>'
    assert text_of(sign_in(cast.dev), source) == expected


def test_missing_and_hidden_look_the_same(cast, sign_in):
    write(cast, "Hidden", "secret", audience="author")
    elsewhere = make_space(cast.ana, "Unlisted place", "unlisted")
    create_page(elsewhere, author=cast.ana, title="Deep", text="secret")
    source = write(cast, "Source", "[[Hidden]] [[Missing]] [[unlisted-place:Deep]] [[no-such-place:Deep]]")
    shown = text_of(sign_in(cast.dev), source)
    assert shown.count('class="hub-missing"') == 2
    pieces = re.findall(r"<a [^>]*>.*?</a>", shown)
    assert pieces[0].replace("Hidden", "Missing") == pieces[1]
    assert shown.endswith("Deep Deep</p>")
    seen = text_of(sign_in(cast.ana), source)
    assert 'href="/s/health-practice/hidden/"' in seen
    assert 'href="/s/unlisted-place/deep/"' in seen


@pytest.mark.slow
def test_a_preview_shows_what_saving_would(cast, sign_in, page):
    text = "[[Council tax]] [[Hidden]] [[Missing]] @nobody #nothing"
    write(cast, "Hidden", "secret", audience="author")
    source = write(cast, "Source", text)
    sent = {"title": "T", "text": text, "preview": "1"}
    for person in (cast.dev, cast.ana):
        client = sign_in(person)
        preview = client.post("/s/health-practice/new/", sent).content.decode()
        assert text_of(client, source) in preview


@pytest.mark.slow
def test_a_red_link_turns_blue_when_its_page_is_written_and_back_when_it_goes(cast, sign_in):
    source = write(cast, "Source", "[[Later on]]")
    client = sign_in(cast.dev)
    assert "hub-missing" in text_of(client, source)
    later = write(cast, "Later on", "here")
    assert 'href="/s/health-practice/later-on/"' in text_of(client, source)
    remove_page(later, by=cast.ana)
    assert "hub-missing" in text_of(client, source)
    bring_back(later, by=cast.ana)
    assert "hub-missing" not in text_of(client, source)
    remove_page(later, by=cast.ana)
    write(cast, "Later on", "another")
    assert 'href="/s/health-practice/later-on/"' in text_of(client, source)


def test_links_follow_a_page_to_its_new_name(cast, sign_in, page):
    source = write(cast, "Source", "[[Council tax]]")
    edit_page(page, editor=cast.ana, title="Bands", text=page.current.text, base=1)
    assert '<a href="/s/health-practice/bands/" title="Bands">Council tax</a>' in text_of(sign_in(cast.dev), source)


def test_a_page_lists_what_links_to_it_as_far_as_the_reader_may_know(cast, sign_in, page):
    write(cast, "Open source", "[[Council tax]] and [[Council tax#Who pays]]")
    write(cast, "Secret source", "[[Council tax]]", audience="author")
    hidden = make_space(cast.ana, "Unlisted place", "unlisted")
    create_page(hidden, author=cast.ana, title="Deep source", text="[[health-practice:Council tax]]")

    def shown_to(person, address):
        html = sign_in(person).get(address).content.decode()
        return html.partition('id="links-here"')[2] or html

    for address in (page.get_absolute_url(), f"{page.get_absolute_url()}links/"):
        html = shown_to(cast.dev, address)
        assert html.count("Open source") == 1, address
        assert "Secret source" not in html
        assert "Deep source" not in html
        html = shown_to(cast.ana, address)
        assert all(title in html for title in ("Open source", "Secret source", "Deep source"))


def test_a_link_taken_out_is_no_backlink_any_more(cast, sign_in, page):
    source = write(cast, "Open source", "[[Council tax]]")
    edit_page(source, editor=cast.ana, title=source.title, text="nothing", base=1)
    assert "Open source" not in sign_in(cast.dev).get(f"{page.get_absolute_url()}links/").content.decode()
    assert not Link.objects.exists()


def test_a_page_that_links_to_itself_is_no_backlink(cast, sign_in):
    page = write(cast, "Own", "[[Own]]")
    assert (
        "Nothing that you can see links here yet" in sign_in(cast.dev).get(f"{page.get_absolute_url()}links/").content.decode()
    )
    assert 'href="/s/health-practice/own/"' in text_of(sign_in(cast.dev), page)


def test_people_are_links_to_their_profile(cast, sign_in):
    source = write(cast, "Source", "Ask @ana or @nobody.")
    has_profile = Item.objects.filter(kind="profile", slug="ana").exists()
    shown = text_of(sign_in(cast.dev), source)
    assert ('href="/people/ana/"' in shown) == has_profile
    assert "@nobody" in shown
    assert "/people/nobody" not in shown


def test_a_topic_is_a_link_only_where_the_reader_sees_something_on_it(cast, sign_in):
    write(cast, "Tagged", "x", topics=["Benefits"])
    write(cast, "Secretly tagged", "x", topics=["Closures"], audience="author")
    source = write(cast, "Source", "#benefits #closures #nothing")
    shown = text_of(sign_in(cast.dev), source)
    assert '<a href="/t/benefits/">#benefits</a> #closures #nothing' in shown
    assert '<a href="/t/closures/">#closures</a> #nothing' in text_of(sign_in(cast.ana), source)


def test_several_parts_of_one_item_are_filled_with_one_query(cast, page, django_assert_num_queries):
    from hub.markdown import render

    source = write(cast, "Source", "main")
    parts = {}
    for number in range(3):
        rendered = render(f"## Part\n\n[[Council tax]] {number}", cast.space)
        links.replace(source, f"post-{number}", rendered)
        parts[f"post-{number}"] = rendered.html
    assert cast.dev.standing
    with django_assert_num_queries(1):
        shown = links.shown_parts(parts, source, cast.dev)
    assert '<h2 id="u-post-1-part">' in shown["post-1"]
    assert all('href="/s/health-practice/council-tax/"' in html for html in shown.values())
    with django_assert_num_queries(0):
        assert links.shown_html("<p>plain</p>", source, "", cast.dev) == "<p>plain</p>"


def test_every_link_belongs_to_the_revision_that_is_current(cast, page):
    edit_page(page, editor=cast.ana, title=page.title, text="[[One]] [[Two]] [[One]]", base=1)
    assert list(Link.objects.order_by("number").values_list("number", "slug")) == [(1, "one"), (2, "two")]
    edit_page(page, editor=cast.ana, title=page.title, text="[[Three]]", base=2)
    assert list(Link.objects.values_list("number", "slug")) == [(1, "three")]


@pytest.mark.slow
def test_a_missing_page_is_offered_only_to_those_who_may_write_it(cast, sign_in):
    space = make_space(cast.ana, "Rota", "members", members=[cast.dev, (cast.gus, "reader"), (cast.ben, "reader")])
    page = create_page(space, author=cast.ana, title="Beds", text="See [[Night shifts]].")
    offered = {}
    for person in (cast.ana, cast.dev, cast.ben, cast.gus):
        answer = sign_in(person).get(page.get_absolute_url()).content.decode()
        assert "Night shifts" in answer, "the words stay"
        offered[person.handle] = "hub-missing" in answer
    assert offered == {"ana": True, "dev": True, "ben": False, "gus": False}
    sent = {"text": "[[Night shifts]]", "space": "rota"}
    assert "hub-missing" not in sign_in(cast.gus).post("/preview/", sent).content.decode()
    assert "hub-missing" in sign_in(cast.dev).post("/preview/", sent).content.decode()

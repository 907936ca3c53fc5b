"""Several people at the same moment: one page made once, no edit lost, no ring in the tree."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client

from wiki.actions import create_page
from wiki.models import Page

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory, as tests have it, is written by one at a time"),
]


def at_once(works):
    """Do all of it at the same moment, each in a thread with a connection of its own."""

    def run(work):
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def client_of(person):
    client = Client()
    client.force_login(person, backend="hub.accounts.backend.PersonBackend")
    return client


def test_w12_a_page_sent_twenty_times_at_once_is_made_once(cast):
    clients = [client_of(cast.dev) for _ in range(20)]
    sent = {"title": "At once", "text": "The same words."}
    answers = at_once([lambda client=client: client.post("/s/health-practice/new/", sent) for client in clients])
    assert {answer["Location"] for answer in answers} == {"/s/health-practice/at-once/"}
    assert (Page.objects.count(), Page.objects.get().revisions.count()) == (1, 1)


def test_r11_sixteen_people_add_a_line_each_and_every_line_is_kept(cast):
    lines = "\n\n".join(f"Line {n}" for n in range(16))
    page = create_page(cast.space, author=cast.dev, title="Lines", text=lines)
    edit = f"{page.get_absolute_url()}edit/"

    def add(n):
        sent = {"title": "Lines", "text": lines.replace(f"Line {n}\n", f"Line {n} by {n}\n"), "base": 1, "note": "n"}
        for _try in range(20):
            answer = client_of(cast.ana).post(edit, sent)
            if answer.status_code == 302:
                return True
        return answer.status_code

    assert at_once([lambda n=n: add(n) for n in range(15)]) == [True] * 15
    page.refresh_from_db()
    assert all(f"Line {n} by {n}\n" in page.current.text for n in range(15))
    assert [revision.number for revision in page.revisions.all()] == list(range(16, 0, -1))


def test_two_pages_moved_below_each_other_at_once_make_no_ring(cast):
    one, two = (create_page(cast.space, author=cast.dev, title=title, text="x") for title in ("One", "Two"))
    moves = [(one, "two"), (two, "one")] * 4
    at_once(
        [
            lambda page=page, parent=parent: client_of(cast.ana).post(
                f"{page.get_absolute_url()}move/", {"title": page.title, "parent": parent}
            )
            for page, parent in moves
        ]
    )
    for page in Page.objects.all():
        seen = []
        while page is not None:
            assert page.pk not in seen
            seen.append(page.pk)
            page = page.parent


def test_pages_that_link_to_each_other_are_saved_at_once(cast):
    pages = [create_page(cast.space, author=cast.dev, title=f"P{n}", text="x") for n in range(6)]

    def save(page, n):
        text = " ".join(f"[[P{other}]]" for other in range(6) if other != n)
        return client_of(cast.dev).post(f"{page.get_absolute_url()}edit/", {"title": page.title, "text": text, "base": 1})

    answers = at_once([lambda page=page, n=n: save(page, n) for n, page in enumerate(pages)])
    assert {answer.status_code for answer in answers} == {302}

"""The preview of a text says who will be told, before it is posted."""

from forums.actions import start_topic

TEXT = "Ask @gus, @ben and @nobody-here."


def test_a_preview_says_who_will_be_told_and_who_cannot_see_it(cast, sign_in):
    sent = {"text": TEXT, "space": "health-practice", "kind": "topic"}
    html = sign_in(cast.dev).post("/preview/", sent).content.decode()
    assert "Will be told, because you name them: Gus Guest" in html
    assert "Not told, because they cannot see this: Ben Okoro" in html and "@nobody-here" in html
    html = sign_in(cast.dev).post("/preview/", {**sent, "audience": "agencies", "agencies": [cast.parks.pk]}).content.decode()
    assert "Will be told" not in html and "Ben Okoro, Gus Guest" in html


def test_a_preview_names_nobody_whom_the_writer_may_not_know(cast, sign_in):
    html = sign_in(cast.gus).post("/preview/", {"text": "Ask @ben", "space": "health-practice"}).content.decode()
    assert "Ben Okoro" not in html and "@ben" in html


def test_a_preview_without_scripts_says_it_for_a_reply_too(cast, sign_in):
    topic = start_topic(cast.space, author=cast.ana, title="Which date?", text="words")
    page = sign_in(cast.dev).post(f"/d/{topic.pk}/reply/", {"text": TEXT, "preview": "1"}).content.decode()
    assert "because you name them: Gus Guest" in page and "cannot see this: Ben Okoro" in page

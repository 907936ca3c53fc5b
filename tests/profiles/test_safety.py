"""Hostile words and photo names through every field of a profile: nothing runs, nothing opens as a page."""

import pytest

from hub.models import Item
from profiles.fields import DEFAULTS, TEXTS
from profiles.models import Photo, Profile
from tests.dangers import dangers, filled, hostile, hostile_files, opens_as_a_page
from tests.sampling import sampled
from tests.uploads import get, picture

TOPICS = {f"topics-{number}-name": 50 for number in range(2)}
WORDS = {field.name: field.longest for field in TEXTS} | TOPICS
ROWS = {"topics-TOTAL_FORMS": "2", "topics-INITIAL_FORMS": "0", "topics-0-level": "3", "topics-1-level": "1"}
CHOICES = {**{f"{name}_reach": 60 for name in DEFAULTS}, "topics-0-level": 40, "topics-TOTAL_FORMS": 40, "without_photo": 40}
OPEN = {f"{name}_reach": "everyone" for name in DEFAULTS}


@pytest.fixture
def ana(cast, sign_in):
    """Ana before her own profile."""
    for kind in Item.kinds.values():
        kind.greet(cast.ana)
    return sign_in(cast.ana)


@sampled(1200, once=True)
def test_x01_no_payload_runs_from_any_field_of_a_profile(cast, ana, shared, some):
    here, taken = Profile.objects.get(user=cast.ana).get_absolute_url(), 0
    for number, form in enumerate(filled(hostile(shared, some), WORDS, turns=1 if some.step else 2)):
        answer = ana.post("/settings/profile/", {**ROWS, **OPEN, **form}, follow=True)
        assert answer.status_code == 200 and dangers(answer.content.decode()) == []
        taken += bool(answer.redirect_chain)
        pages = [here, "/settings/profile/"]
        if number % 8 == 0:
            pages += ["/people/", f"{here}card/", f"/people/?q={form['role'][:20]}", "/"]
        for address in pages:
            page = ana.get(address)
            assert page.status_code == 200 and dangers(page.content.decode()) == [], address
    assert taken


@sampled(1200, once=True)
def test_x01_no_payload_as_a_name_choice_or_filter_of_people_runs_or_breaks_a_page(cast, ana, shared, some):
    here = Profile.objects.get(user=cast.ana).get_absolute_url()
    for form in filled(hostile(shared, some), CHOICES):
        values = list(form.values())
        sent = [("/settings/profile/", {**ROWS, **form}), ("/settings/", {"name": values[0], "language": values[1]})]
        for address, fields in sent:
            answer = ana.post(address, fields, follow=True)
            assert answer.status_code == 200 and dangers(answer.content.decode()) == [], address
        asked = dict(zip(("q", "topic", "agency", "from", "after"), values, strict=False))
        for address, query in (("/people/", asked), (here, asked), ("/complete/people/", {"q": values[2], "space": values[3]})):
            answer = ana.get(address, query)
            assert answer.status_code in {200, 404}
            if answer["Content-Type"].startswith("text/html"):
                assert dangers(answer.content.decode()) == [], address


@pytest.mark.slow
def test_f02_f03_a_photo_of_any_name_is_a_picture_and_nothing_else(cast, ana, shared):
    photo = picture("JPEG", size=(40, 40))
    taken = 0
    for sent in hostile_files(shared, photo):
        page = ana.post("/settings/profile/", {**ROWS, **OPEN, "photo": sent}, follow=True)
        assert page.status_code == 200 and dangers(page.content.decode()) == [], sent.name
        taken += bool(page.redirect_chain)
    assert taken >= 5
    served = get(ana, f"/people/{cast.ana.handle}/photo/")
    assert served["Content-Type"] == "image/webp" or served["Content-Type"] == "image/jpeg"
    assert not opens_as_a_page(served)
    assert Photo.objects.count() == 1

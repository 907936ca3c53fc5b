"""Every content type joins everything that content shares; the sample type proves that it costs a folder."""

import json

import pytest
from django import forms
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub import files, search, worker
from hub.backup import erasures
from hub.backup.models import Erasure
from hub.guard import Guarded
from hub.models import Draft, Event, Item, Watch
from hub.moderation import purging
from hub.moderation.flagging import flag
from tests.everything import everything
from tests.nets.makers import MAKERS, make_file
from tests.ways import just_signed_in

# Made for a person, not by one: profiles are not written under "New".
MADE_FOR_PEOPLE = {"profile"}
KINDS = sorted(MAKERS)


def test_every_content_type_has_a_maker():
    assert set(Item.kinds) - MADE_FOR_PEOPLE == set(MAKERS)


@pytest.fixture(params=KINDS)
def item(request, cast):
    made = MAKERS[request.param](cast.dev, cast.space, title="Contract heron", words="A heron stands in the water.")
    return Item.objects.select_related("space").get(pk=made.pk)


def get(user, address, **more):
    client = Client()
    just_signed_in(client, user)
    return client.get(address, follow=True, **more)


def test_it_has_an_address_that_opens_for_readers_and_is_unknown_to_others(item, cast):
    assert "Contract heron" in get(cast.gus, item.get_absolute_url()).content.decode()
    for outsider in (cast.ben, cast.cleo, cast.root):
        assert get(outsider, item.get_absolute_url()).status_code == 404


@pytest.mark.slow
def test_it_is_new_on_the_home_of_members_and_of_nobody_else(item, cast):
    assert "Contract heron" in get(cast.ana, "/").content.decode()
    assert "Contract heron" not in get(cast.ben, "/").content.decode()


def test_it_is_offered_under_new(item, cast):
    page = get(cast.dev, "/new/").content.decode()
    assert str(item.type._meta.verbose_name).lower() in page.lower()


def test_search_finds_it_for_readers_and_does_not_know_it_for_others(item, cast):
    worker.run_once()
    found = search.search(cast.gus, "heron")
    assert [hit.item.pk for hit in found.hits] == [item.pk]
    hidden = search.search(cast.ben, "heron")
    assert (hidden.total, list(hidden.hits)) == (0, [])


def test_its_own_fields_go_into_downloads_as_plain_values(item):
    own = item.type.objects.get(pk=item.pk).export()
    assert own["title"] == "Contract heron"
    assert "heron stands" in json.dumps(own)


def test_it_stands_on_the_pages_of_its_topics(item, cast):
    item.type.objects.get(pk=item.pk).tags.add("Wading birds")
    address = reverse("hub:tag", args=["wading-birds"])
    assert "Contract heron" in get(cast.gus, address).content.decode()
    assert "Contract heron" not in get(cast.ben, address).content.decode()


def test_whoever_watches_its_space_is_told_once_and_outsiders_never(cast):
    from realtime.models import Notification

    for person in (cast.ana, cast.ben):
        Watch.objects.create(user=person, space=cast.space, level=Watch.Level.EVERYTHING)
    for kind, make in MAKERS.items():
        made = make(cast.dev, cast.space, title=f"Told {kind}", words="words")
        worker.run_once()
        worker.run_once()
        assert [n.user for n in Notification.objects.filter(item=made.pk)] == [cast.ana]


@pytest.mark.slow
def test_its_watchers_are_told_and_a_mute_is_never_woken(item, cast):
    from hub import events
    from realtime.models import Notification

    worker.run_once()
    Notification.objects.all().delete()
    Watch.objects.update_or_create(user=cast.ana, item=item, defaults={"level": Watch.Level.MUTE})
    Watch.objects.update_or_create(user=cast.gus, item=item, defaults={"level": Watch.Level.EVERYTHING})
    event = Event.objects.filter(item=item).earliest("id")
    events.record(cast.dev, event.verb, item, mentioned=[cast.ana])
    worker.run_once()
    assert [n.user for n in Notification.objects.filter(item=item)] == [cast.gus]


def test_every_event_it_records_has_its_words(item):
    for verb in Event.objects.filter(item=item).values_list("verb", flat=True):
        for ending in (".html", ".txt"):
            get_template(Event(verb=verb).template + ending)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_form_that_writes_it_stops_before_details_of_a_person_are_published(cast, kind):
    """Whatever field of text they stand in: nothing is made, and the words come back."""
    client, address = Client(), Item.kinds[kind].new_in_space_url(cast.space)
    just_signed_in(client, cast.dev)
    form = client.get(address).context["form"]
    assert isinstance(form, Guarded)
    texts = [name for name, field in form.fields.items() if is_free_text(field)]
    assert texts
    for name in texts:
        sent = filled(form) | {name: "Her number is WX 21 48 90 C."}
        stopped = client.post(address, sent)
        assert stopped.status_code == 422, name
        assert "<mark>WX 21 48 90 C</mark>" in stopped.content.decode()
        assert not Item.objects.filter(kind=kind, space=cast.space).exists()


def is_free_text(field):
    return isinstance(field, forms.CharField) and not field.widget.is_hidden and (field.max_length or 1000) > 30


def filled(form):
    """Something good for every field that has to be filled in."""
    sent = {"steps-TOTAL_FORMS": 0, "steps-INITIAL_FORMS": 0}
    for name, field in form.fields.items():
        first = form[name].value()
        if isinstance(field, forms.FileField):
            sent[name] = SimpleUploadedFile("leaflet.txt", b"How to watch a heron.\n")
        elif hasattr(field.widget, "decompress") and first:
            sent |= {f"{name}_{part}": getattr(first, part) for part in ("day", "month", "year")}
        elif isinstance(field, forms.ChoiceField):
            sent[name] = first or next((key for key, _label in field.choices if key), "")
        elif isinstance(field, forms.CharField) and field.required and not field.widget.is_hidden:
            sent[name] = "Watching herons"
    return sent


def test_a_file_of_it_is_for_its_readers_only(item, cast):
    file = make_file(cast.dev, item, content=b"The heron's own plan.\n")
    assert b"heron" in b"".join(get(cast.gus, file.get_absolute_url()))
    for outsider in (cast.ben, cast.root):
        assert get(outsider, file.get_absolute_url()).status_code == 404
    assert files.sha256(b"The heron's own plan.\n") == file.blob.sha256


@pytest.mark.parametrize("again", [False, True], ids=["here", "in a restored backup"])
@pytest.mark.slow
def test_a12_nothing_of_it_stays_when_it_is_destroyed(item, cast, again):
    """By an administrator, and by the journal of erasures where a backup from before comes back."""
    item.type.objects.get(pk=item.pk).tags.add("Birds")
    make_file(cast.dev, item, name="heron.txt", content=b"The heron's own plan.\n")
    Draft.objects.create(user=cast.ana, kind=item.kind, item=item, fields={"title": "A heron again"})
    flag(item, by=cast.gus, reason="wrong", words="It is no heron")
    Item.objects.filter(pk=item.pk).update(removed_at=timezone.now(), removed_by=cast.ana)
    if again:
        entry = erasures.Entry("hub", "hub.Item", str(item.pk), timezone.now())
        assert erasures.erase_again([entry], "default") == []
    else:
        assert purging.purge(item, by=cast.root, reason="Nobody may read it")
        assert Erasure.objects.filter(table="hub.Item", key=str(item.pk)).exists()
    files.sweep_away()
    assert "heron" not in everything().lower()
    assert get(cast.dev, item.get_absolute_url()).status_code == 404


def test_the_demo_holds_some_of_it():
    for kind in KINDS:
        app = apps.get_containing_app_config(Item.kinds[kind].__module__)
        assert __import__(f"{app.name}.demo", fromlist=["fill"]).fill

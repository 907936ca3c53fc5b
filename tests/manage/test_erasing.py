"""L08: a person's name, addresses and profile are taken out for good; what they wrote stays."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.utils import timezone

from forums.actions import add_reply, edit_post, start_topic
from hub import files
from hub.accounts import moving, scrubbing
from hub.backup import erasures
from hub.models import Draft, Event, Flag, Guest, Hold, Invitation, Item, Mail, Membership, User, Watch
from hub.moderation import holding
from hub.search import search
from profiles.actions import change_profile
from profiles.models import Photo, Profile
from tests.cast import make_person, make_space
from tests.running.hubs import Hub
from tests.uploads import PDF, upload
from wiki.actions import create_page, edit_page
from wiki.models import Page

REASON = "They asked in a letter of 3 May"


@pytest.fixture
def zenobia(cast):
    """Zenobia moved from Parks to Health, wrote in every corner, and others mentioned her."""
    zenobia = make_person("zenobia.quill", cast.parks, name="Zenobia Quillfeather")
    for person in (zenobia, cast.ana, cast.ben):
        for kind in Item.kinds.values():
            kind.greet(person)
    moving.move(zenobia, "zquill@health.gov.example")
    zenobia = User.objects.get(pk=zenobia.pk)
    return zenobia


def fill(cast, zenobia):
    space = make_space(zenobia, "Hedges", members=[(cast.ana, "moderator"), cast.ben])
    page = create_page(space, author=zenobia, title="Hornbeam", text="Hornbeam words")
    page = Page.objects.get(pk=page.pk)
    edit_page(page, editor=cast.ana, title="Hornbeam", text="Hornbeam words. Ask @zenobia.quill or `@zenobia.quill`", base=1)
    edit_page(Page.objects.get(pk=page.pk), editor=cast.ana, title="Hornbeam", text="Hornbeam words, no names", base=2)
    topic = start_topic(space, author=cast.ben, title="Thanks @zenobia.quill", text="See [her](/people/zenobia.quill/)")
    reply = add_reply(topic, author=zenobia, text="Beech words, zquill@health.gov.example")
    edit_post(reply, editor=zenobia, text="Beech words")
    profile = Profile.objects.get(user=zenobia)
    texts = {"role": "Hedge layer", "about": "Zenobia Quillfeather lays hedges", "contact": "0117 496 0000"}
    change_profile(profile, texts=texts, topics=[("Hedges", 2)], reach={}, photo=(b"zenobia.quill jpeg", "d1"))
    Watch.objects.create(user=cast.ben, item=Item(pk=profile.pk))
    Draft.objects.create(user=zenobia, kind="page", space=space, fields={"text": "zenobia.quill"})
    Draft.objects.create(user=cast.ben, kind="page", space=space, fields={"text": "for @zenobia.quill"})
    later = timezone.now() + timedelta(days=9)
    Invitation.objects.create(space=space, email=zenobia.email, by=cast.ana, expires_at=later)
    Guest.objects.filter(user=cast.gus).update(sponsor=zenobia)
    Mail.objects.create(
        to=cast.ben.email, user=cast.ben, kind="digest", subject="Zenobia Quillfeather replied", text="@zenobia.quill"
    )
    LogEntry.objects.create(
        user=cast.root, action_flag=2, object_repr="Zenobia Quillfeather", change_message="zquill@health.gov.example"
    )
    Flag.objects.create(item=Item(pk=topic.pk), by=cast.ben, reason="other", words="wrote @zenobia.quill")
    upload_ = files.store(upload("map.pdf", PDF), uploader=zenobia)
    assert upload_.pk
    return space, page, reply


def dump():
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, " ".join(bytes(x).decode("latin-1") if isinstance(x, bytes | memoryview) else str(x) for x in row)


def sent_into_files(settings):
    """Three mails as the hub writes them without a mail server: to her, about her, and neither."""
    folder = settings.DATA / "mail"
    folder.mkdir()
    settings.EMAIL_FILE_PATH = str(folder)
    for name, text in (("1", "To: zquill@health.gov.example"), ("2", "Zenobia Quillfeather replied"), ("3", "Nothing")):
        (folder / f"{name}.log").write_text(text)
    return folder


def traces():
    """Where the database and the files still tell of her."""
    told = ("quillfeather", "zenobia", "zquill")
    found = [(table, row) for table, row in dump() if any(word in row.lower() for word in told)]
    for path in settings.DATA.rglob("*"):
        if path.is_file() and any(word.encode() in path.read_bytes().lower() for word in told):
            found.append(("file", path.name))
    return found


@pytest.mark.slow
def test_l08_after_an_erasure_no_row_and_no_file_tells_the_name_the_addresses_or_the_handle(
    cast, zenobia, sign_in, work, settings, django_capture_on_commit_callbacks
):
    space, page, reply = fill(cast, zenobia)
    mail = sent_into_files(settings)
    work()
    assert traces()
    root = sign_in(cast.root)
    with django_capture_on_commit_callbacks(execute=True):
        answer = root.post(f"/manage/people/{zenobia.pk}/erase/", {"reason": REASON, "sure": "on"})
    assert answer["Location"] == f"/manage/people/{zenobia.pk}/"
    work()
    assert traces() == []
    assert [path.name for path in mail.iterdir()] == ["3.log"]

    gone = User.objects.get(pk=zenobia.pk)
    assert (str(gone), gone.is_active, gone.mark) == ("Former member", False, "")
    reply.refresh_from_db()
    assert (reply.author, reply.agency, reply.text) == (gone, cast.health, "Beech words")
    ben = sign_in(cast.ben, fresh=True)
    shown = ben.get(f"/s/{space.slug}/{page.slug}/history/").content.decode()
    assert "Former member" in shown
    assert "Former member" in ben.get(reply.topic.get_absolute_url()).content.decode()
    assert ben.get("/people/zenobia.quill/").status_code == 404
    assert "Hedge layer" not in ben.get(gone.get_absolute_url()).content.decode()
    assert "Former member" in root.get(f"/manage/people/{gone.pk}/").content.decode()
    assert REASON in root.get("/manage/audit/?verb=hub.person_erased").content.decode()
    assert not search(cast.ben, "zenobia").hits
    assert search(cast.ben, "beech").hits
    assert Membership.objects.get(space=space, role="owner").user == cast.ana
    assert not Guest.objects.current().filter(user=cast.gus).exists()
    assert not Photo.objects.exists()


@pytest.mark.slow
def test_l08_a_restored_backup_loses_the_person_again(cast, zenobia, sign_in):
    sign_in(cast.root).post(f"/manage/people/{zenobia.pk}/erase/", {"reason": REASON, "sure": "on"})
    erasures.write_down()
    (entry,) = [entry for entry in erasures.read(erasures.journal()) if entry.table == scrubbing.TABLE]
    assert entry.key == str(zenobia.pk)
    # What an older backup holds: the person as they were.
    User.objects.filter(pk=zenobia.pk).update(
        name="Zenobia Quillfeather", handle="zenobia.quill", email="zquill@health.gov.example", is_active=True
    )
    Profile.objects.filter(user=zenobia).update(about="Zenobia lays hedges")
    assert erasures.erase_again([entry], "default") == []
    assert traces() == []
    assert erasures.erase_again([entry], "default") == []
    assert not User.objects.get(pk=zenobia.pk).is_active


ERASE = """
from hub.backup import erasures
from hub.manage.actions.people import erase
from hub.models import User
erase(User.objects.get(handle="rhiannon.ellis"), by=User.objects.get(handle="yusuf.demir"), reason="They asked")
while erasures.write_down():
    pass
"""


@pytest.mark.slow
def test_l08_a_backup_from_before_restored_by_the_command_has_no_such_person(tmp_path):
    hub = Hub(tmp_path / "hub").fill()
    told = "SELECT count(*) FROM hub_user WHERE email LIKE 'rhiannon.ellis@%' OR name LIKE 'Rhiannon%'"
    assert hub.ask(told)[0][0] == 1
    hub.run("backup", tmp_path / "hub.zip")
    hub.shell(ERASE)
    hub.run("restore", tmp_path / "hub.zip", "--replace")
    assert hub.ask(told)[0][0] == 0
    said = hub.ask("SELECT name, handle, is_active FROM hub_user WHERE handle LIKE 'former-member-%'")
    assert [(row[0], bool(row[2])) for row in said] == [("Former member", False)]
    assert (
        hub.ask("SELECT count(*) FROM profiles_profile WHERE findable LIKE '%rhiannon%' OR about LIKE '%Rhiannon%'")[0][0] == 0
    )
    hub.remove()


def test_l08_a_hold_stops_an_erasure_and_the_page_says_so(cast, zenobia, sign_in):
    holding.put(by=cast.root, person=zenobia, why="Inquiry")
    root = sign_in(cast.root)
    page = root.get(f"/manage/people/{zenobia.pk}/erase/").content.decode()
    assert "This person is on hold" in page
    assert 'name="sure"' not in page
    answer = root.post(f"/manage/people/{zenobia.pk}/erase/", {"reason": REASON, "sure": "on"}).content.decode()
    assert "This person is on hold" in answer
    assert User.objects.get(pk=zenobia.pk).name == "Zenobia Quillfeather"
    assert Hold.objects.in_force().exists()


def test_the_reason_of_an_erasure_must_not_name_the_person_and_nothing_happens_without_the_tick(cast, zenobia, sign_in):
    root = sign_in(cast.root)
    address = f"/manage/people/{zenobia.pk}/erase/"
    for reason in ("Zenobia asked", "quillfeather left", "Mail from zquill@health.gov.example"):
        assert "This names them" in root.post(address, {"reason": reason, "sure": "on"}).content.decode()
    assert "it cannot be undone" in root.post(address, {"reason": REASON}).content.decode()
    assert "Enter a reason" in root.post(address, {"sure": "on"}).content.decode()
    assert not Event.objects.filter(verb="hub.person_erased").exists()


@pytest.mark.slow
def test_the_page_before_an_erasure_says_what_goes_and_what_stays(cast, zenobia, sign_in):
    fill(cast, zenobia)
    page = " ".join(sign_in(cast.root).get(f"/manage/people/{zenobia.pk}/erase/").content.decode().split())
    assert "1 page, discussion or other thing that they wrote" in page
    assert "1 space that they own goes to somebody else" in page
    assert "Restoring one takes the name out again" in page


def test_only_those_who_run_the_hub_erase_and_nobody_erases_themselves(cast, zenobia, sign_in):
    cast.ben.affiliations.update(administers=True)
    ben = sign_in(User.objects.get(pk=cast.ben.pk), fresh=True)
    assert ben.get(f"/manage/people/{zenobia.pk}/erase/").status_code in {302, 404}
    root = sign_in(cast.root)
    assert root.get(f"/manage/people/{cast.root.pk}/erase/").status_code == 404
    session = root.session
    session["proved"]["at"] -= 3600
    session.save()
    answer = root.post(f"/manage/people/{zenobia.pk}/erase/", {"reason": REASON, "sure": "on"})
    assert answer["Location"].startswith("/sign-in/again/")
    assert User.objects.get(pk=zenobia.pk).name == "Zenobia Quillfeather"


def test_nobody_new_is_given_the_handle_of_somebody_who_was_erased(cast):
    assert make_person("former-member-7", cast.health).handle == "member"

"""How files are kept, who gets them back, and what becomes of those that nobody shows."""

import json
import re
from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from hub import files
from hub.models import Blob, File, Item
from hub.worker import run_once
from tests.cast import make_space
from tests.sample.actions import have_idea
from tests.sampling import sampled
from tests.uploads import GOOD, PDF, get, picture, upload


def hostile_names(shared):
    return json.loads((shared / "suites/upload/filenames.json").read_text(encoding="utf-8", errors="surrogatepass"))


@pytest.mark.slow
def test_f02_hostile_names_are_kept_apart_from_where_the_bytes_lie_and_download_safely(cast, sign_in, shared):
    client, taken = sign_in(cast.ana), 0
    for name in hostile_names(shared):
        sent = SimpleUploadedFile("x", PDF)
        sent._name = name  # what a client of its own making can send; Django's forms would cut some of it away
        try:
            file = files.store(sent, uploader=cast.ana)
        except files.FileRefused as refused:
            assert name.rpartition(".")[2].strip() not in {"pdf", "PDF"}, (name, str(refused))
            continue
        taken += 1
        assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}", file.blob.path)
        assert 0 < len(file.name) <= 125
        assert not re.search(r"[\x00-\x1f\x7f/\\\u202a-\u202e\u2066-\u2069]", file.name)
        response = get(client, file.get_absolute_url())
        header = response["Content-Disposition"]
        assert header.startswith("attachment") and header.isascii()
        said = re.search(r"filename\*=utf-8''([^;]+)$", header)
        shown = (
            unquote(said[1]) if said else re.search(r'filename="(.*)"$', header)[1].replace('\\"', '"').replace("\\\\", "\\")
        )
        assert shown == file.name
    assert taken >= 25


@sampled(36)
def test_f03_no_path_in_a_name_or_an_address_leads_anywhere(cast, sign_in, shared, some):
    lines = (shared / "suites/path/directory_traversal.txt").read_text(errors="replace").splitlines()
    assert len(lines) >= 140
    client = sign_in(cast.ana)
    file = files.store(upload("a.pdf", PDF), uploader=cast.ana)
    for line in lines[some]:
        for path in (line, quote(line, safe=""), quote(quote(line, safe=""), safe="")):
            sent = SimpleUploadedFile("x", PDF)
            sent._name = f"{path}.pdf"
            kept = files.store(sent, uploader=cast.ana)
            assert kept.blob == file.blob and "/" not in kept.name and "\\" not in kept.name
            assert get(client, f"/f/{quote(path, safe='%/')}").status_code == 404
            assert get(client, f"/f/{file.pk}/{quote(path, safe='%/')}").status_code == 404


def attach(client, name="plan.txt", content=b"A plan.\n", **more):
    return client.post("/attach/", {"file": upload(name, content), **more})


def test_attaching_answers_what_a_script_puts_into_the_text(cast, sign_in):
    client = sign_in(cast.ana)
    answer = attach(client, "plan [1].txt").json()
    assert answer["name"] == "plan [1].txt" and answer["image"] is False
    assert answer["markdown"] == f"[plan \\[1\\].txt]({answer['url']})"
    answer = attach(client, "map.png", picture()).json()
    assert answer["image"] is True and answer["markdown"] == f"![describe this image]({answer['url']})"
    refused = attach(client, "run.exe", b"MZ")
    assert refused.status_code == 400 and ".exe cannot be attached" in refused.json()["error"]
    assert client.post("/attach/").status_code == 400


def test_a_file_over_the_limit_is_refused_with_the_limit_in_words(cast, sign_in, settings):
    settings.FILE_LIMIT = 1024
    refused = attach(sign_in(cast.ana), content=b"x" * 1025)
    assert refused.status_code == 400 and "larger than 1.0\xa0KB" in refused.json()["error"]


def test_attaching_asks_for_a_signed_in_member(cast, sign_in):
    assert attach(Client()).status_code == 302
    assert attach(sign_in(cast.pat)).status_code in {302, 403}
    assert not File.objects.exists()


def test_a13_an_upload_is_its_uploaders_alone_until_an_item_shows_it(cast, sign_in):
    number = attach(sign_in(cast.dev)).json()["id"]
    assert get(sign_in(cast.dev), f"/f/{number}/").status_code == 200
    assert get(sign_in(cast.ana), f"/f/{number}/").status_code == 404
    idea = have_idea(cast.space, author=cast.dev, title="Plan", text=f"[plan](/f/{number}/)")
    assert files.claim(idea, idea.text, uploader=cast.dev) == 1
    for person, status in (("ana", 200), ("gus", 200), ("ben", 404), ("cleo", 404), ("root", 404)):
        assert get(sign_in(getattr(cast, person)), f"/f/{number}/").status_code == status
    assert Client().get(f"/f/{number}/").status_code == 302


@pytest.mark.slow
def test_a13_removed_or_narrowed_items_take_their_files_along(cast, sign_in):
    idea = have_idea(cast.space, author=cast.dev, title="Plan", text="x")
    file = files.store(upload("plan.txt", b"A plan.\n"), uploader=cast.dev)
    files.claim(idea, file.get_absolute_url(), uploader=cast.dev)
    client = sign_in(cast.ana)
    etag = get(client, file.get_absolute_url())["ETag"]
    assert get(client, file.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 304
    Item.objects.filter(pk=idea.pk).update(audience="author")
    for more in ({}, {"If-None-Match": etag}, {"If-None-Match": "*"}, {"Range": "bytes=0-3"}):
        assert get(client, file.get_absolute_url(), headers=more).status_code == 404
        assert client.head(file.get_absolute_url(), headers=more).status_code == 404
    Item.objects.filter(pk=idea.pk).update(audience="space", removed_at=timezone.now())
    assert get(sign_in(cast.dev), file.get_absolute_url()).status_code == 404


def test_a13_hashes_paths_and_suffixes_are_no_addresses(cast, sign_in):
    file = files.store(upload("plan.txt", b"A plan.\n"), uploader=cast.ana)
    client = sign_in(cast.ana)
    for path in (file.blob.sha256, file.blob.path, f"{file.pk}/download", f"{file.pk}/plan.txt", f"{file.pk}/thumbnail/"):
        assert get(client, f"/f/{path}").status_code == 404


def test_a13_nobody_claims_somebody_elses_upload_by_writing_its_number(cast):
    secret = files.store(upload("plan.txt", b"A plan.\n"), uploader=cast.cleo)
    idea = have_idea(make_space(cast.ana, "Open"), author=cast.ana, title="T", text=secret.get_absolute_url())
    assert files.claim(idea, idea.text, uploader=cast.ana) == 0
    assert File.objects.get(pk=secret.pk).item is None


def test_a_claimed_file_stays_where_it_is(cast):
    ideas = [have_idea(cast.space, author=cast.dev, title=title, text="x") for title in "AB"]
    file = files.store(upload("plan.txt", b"A plan.\n"), uploader=cast.dev)
    assert [files.claim(idea, f"see /f/{file.pk}/", uploader=cast.dev) for idea in ideas] == [1, 0]
    assert File.objects.get(pk=file.pk).item_id == ideas[0].pk


def test_a14_the_same_bytes_are_kept_once_and_nobody_learns_that_they_were_there(cast, sign_in):
    first = attach(sign_in(cast.cleo), "secret.txt").json()
    second = attach(sign_in(cast.ana), "mine.txt").json()
    assert Blob.objects.count() == 1 and first["id"] != second["id"]
    assert set(first) == set(second) and second["name"] == "mine.txt"
    assert get(sign_in(cast.ana), first["url"]).status_code == 404
    assert get(sign_in(cast.ana), second["url"]).status_code == 200


@pytest.mark.slow
def test_pictures_are_shown_and_everything_else_is_downloaded_privately(cast, sign_in):
    client = sign_in(cast.ana)
    for name, (content, type) in GOOD.items():
        response = get(client, files.store(upload(name, content), uploader=cast.ana).get_absolute_url())
        assert response["Content-Type"] == type
        assert response["Content-Disposition"].startswith("inline" if type.startswith("image/") else "attachment")
        assert response["Cache-Control"] == "private, no-cache"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_uploads_that_no_text_shows_are_gone_after_a_day_and_shared_bytes_stay(cast):
    old, claimed, fresh = (files.store(upload("a.txt", b"same bytes"), uploader=cast.dev) for _n in range(3))
    alone = files.store(upload("b.txt", b"other bytes"), uploader=cast.dev)
    idea = have_idea(cast.space, author=cast.dev, title="T", text="x")
    files.claim(idea, claimed.get_absolute_url(), uploader=cast.dev)
    File.objects.exclude(pk=fresh.pk).update(created_at=timezone.now() - timedelta(hours=25))
    assert run_once()["files"] == 2
    assert set(File.objects.all()) == {claimed, fresh}
    assert default_storage.exists(claimed.blob.path)
    assert not default_storage.exists(alone.blob.path) and not Blob.objects.filter(pk=alone.blob_id).exists()
    assert run_once()["files"] == 0


def test_half_a_file_left_by_a_killed_process_is_made_whole_by_the_next_upload(cast):
    file = files.store(upload("a.txt", b"the whole text"), uploader=cast.dev)
    with default_storage.open(file.blob.path, "wb") as half:
        half.write(b"the wh")
    again = files.store(upload("a.txt", b"the whole text"), uploader=cast.dev)
    with files.open_file(again) as kept:
        assert kept.read() == b"the whole text"


def test_a_full_disk_leaves_no_row_that_promises_a_file(cast, monkeypatch):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(OSError, match="No space"):
        files.store(upload("a.txt", b"words"), uploader=cast.dev)
    assert not File.objects.exists()


def test_lost_bytes_answer_like_a_file_that_is_not_there(cast, sign_in):
    file = files.store(upload("a.txt", b"words"), uploader=cast.ana)
    default_storage.delete(file.blob.path)
    assert get(sign_in(cast.ana), file.get_absolute_url()).status_code == 404


def test_f13_every_document_of_the_collection_comes_in_and_goes_out_unchanged(cast, shared):
    taken = 0
    for path in sorted((shared / "corpus/files").rglob("*")):
        if path.suffix.lower() in {".pdf", ".docx", ".xlsx", ".odt"}:
            content = path.read_bytes()
            with files.open_file(files.store(upload(path.name, content), uploader=cast.ana)) as kept:
                assert kept.read() == content, path.name
            taken += 1
    assert taken >= 60

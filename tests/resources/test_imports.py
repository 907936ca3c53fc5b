"""Bringing folders of files in: real ones, again, changed, and out again."""

import io
import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from hub import files, search
from hub.models import ImportRun, OutsideAuthor, Space
from realtime.models import Notification
from resources import actions
from resources.imports import import_files, undo
from resources.imports.naming import title_of
from resources.models import Resource
from tests.resources.papers import docx, paper
from tests.uploads import get


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "leaflets"
    (folder / "letters").mkdir(parents=True)
    (folder / "costs.pdf").write_bytes(paper("Help with costs of travel", title="Help with the costs of travel"))
    (folder / "letters/one-more_thing.docx").write_bytes(docx("We need one more thing"))
    (folder / "run.exe").write_bytes(b"MZ")
    return folder


def did(run):
    return {entry["path"]: entry["did"] for entry in run.report}


@pytest.mark.slow
def test_f13_every_file_of_the_collection_comes_in_is_found_by_its_first_page_and_goes_out_unchanged(
    cast, sign_in, work, shared
):
    source = shared / "corpus/files"
    paths = sorted(path for path in source.rglob("*") if path.is_file())
    assert len(paths) == 69
    run = import_files(cast.space, source, by=cast.ana)
    assert set(did(run).values()) == {"made"} and len(run.report) == 69
    work()
    client, readable = sign_in(cast.gus), 0
    for entry in run.report:
        made = Resource.objects.select_related("current__file__blob").get(pk=entry["resource"])
        assert client.get(made.get_absolute_url()).status_code == 200, entry
        assert client.get(f"{made.get_absolute_url()}text/").status_code == 200, entry
        answer = get(client, made.file_url)
        assert files.sha256(answer.words) == files.sha256((source / entry["path"]).read_bytes()), entry
        words = made.current.page_texts[0].split() if made.current.page_texts else []
        phrase = [word for word in words if word.isascii() and word.isalpha() and len(word) > 3][:2]
        if len(phrase) == 2:
            readable += 1
            found = {
                hit.item.pk for page in (1, 2) for hit in search.search(cast.gus, " ".join(phrase), page=page, size=50).hits
            }
            assert made.pk in found, (entry, phrase)
    assert readable >= 50
    assert not Notification.objects.exists()
    versions = [resource.current for resource in Resource.objects.select_related("current")]
    assert {version.state for version in versions} == {"done", "none"}
    assert sorted(version.reason for version in versions if version.reason).count("password") == 3
    assert set(did(import_files(cast.space, source)).values()) == {"unchanged"}
    for address in ("/library/", "/s/health-practice/library/?sort=title&page=3"):
        assert client.get(address).status_code == 200


@pytest.mark.slow
def test_a_folder_comes_in_once_and_a_changed_file_is_a_new_version(cast, folder, sign_in):
    run = import_files(cast.space, folder, by=cast.ana)
    assert did(run) == {"costs.pdf": "made", "letters/one-more_thing.docx": "made", "run.exe": "skipped"}
    assert ".exe" in run.report[-1]["lost"][0]
    assert {resource.title for resource in Resource.objects.all()} == {"Help with the costs of travel", "One more thing"}
    assert set(did(import_files(cast.space, folder)).values()) == {"unchanged", "skipped"}
    (folder / "costs.pdf").write_bytes(paper("Help with costs of buses"))
    assert did(import_files(cast.space, folder))["costs.pdf"] == "changed"
    made = Resource.objects.get(title="Help with the costs of travel")
    assert made.current.number == 2 and "buses" in made.current.words
    page = sign_in(cast.gus).get(made.get_absolute_url()).content.decode()
    assert "Imported again from leaflets" in page


@pytest.mark.slow
def test_the_same_bytes_twice_in_a_folder_are_said_to_be_so(cast, folder):
    shutil.copy(folder / "costs.pdf", folder / "later.pdf")
    run = import_files(cast.space, folder)
    assert [entry["lost"] for entry in run.report if entry["path"] == "later.pdf"] == [
        ["The same file as “Help with the costs of travel”"]
    ]


@pytest.mark.slow
def test_an_import_is_taken_back_but_for_what_people_have_changed(cast, folder):
    first = import_files(cast.space, folder, by=cast.ana)
    (folder / "costs.pdf").write_bytes(paper("Help with costs of buses"))
    second = import_files(cast.space, folder, by=cast.ana)
    assert undo(second, by=cast.ana) == []
    made = Resource.objects.get(title="Help with the costs of travel")
    assert made.current.number == 3 and "travel" in made.current.words
    letter = Resource.objects.get(title="One more thing")
    file = files.store(SimpleUploadedFile("mine.docx", docx("Better words")), uploader=cast.dev)
    actions.add_version(letter, author=cast.dev, file=file, note="Better")
    assert letter in undo(first, by=cast.ana)
    assert letter in Resource.objects.filter(removed_at=None)


@pytest.mark.slow
def test_what_was_removed_here_does_not_come_back_by_itself(cast, folder):
    import_files(cast.space, folder)
    made = Resource.objects.get(title="One more thing")
    actions.remove_resource(made, by=cast.ana)
    (folder / "letters/one-more_thing.docx").write_bytes(docx("Other words"))
    run = import_files(cast.space, folder)
    assert did(run)["letters/one-more_thing.docx"] == "skipped"
    assert Resource.objects.filter(removed_at=None).count() == 1


@pytest.mark.slow
def test_the_command_makes_the_space_says_what_it_did_and_takes_it_back(cast, folder):
    out = io.StringIO()
    call_command("import_files", "shelf", str(folder), "--create", "A shelf", "--as", cast.ana.email, stdout=out)
    said = out.getvalue()
    assert "2 leaflets made" in said and "1 left out" in said and "3/3 run.exe" in said
    assert "Files that end in .exe" in said.split("run.exe\n")[-2]
    assert Space.objects.get(slug="shelf").memberships.get().user == cast.ana
    run = ImportRun.objects.get()
    call_command("import_files", "shelf", "--undo", str(run.pk), stdout=out)
    assert not Resource.objects.filter(removed_at=None).exists() and "is taken back" in out.getvalue()
    for wrong in (["nowhere", str(folder)], ["shelf"], ["shelf", str(folder / "none")], ["shelf", "--undo", "77"]):
        with pytest.raises(CommandError):
            call_command("import_files", *wrong)
    with pytest.raises(CommandError):
        call_command("import_files", "shelf", str(folder), "--as", "nobody@health.gov.example")


@pytest.mark.slow
def test_imported_leaflets_are_signed_by_their_source_and_dated_today(cast, folder, sign_in):
    import_files(cast.space, folder)
    made = Resource.objects.first()
    assert made.outside_author == OutsideAuthor.objects.get() and made.owner is None
    assert made.created_at.date() == timezone.now().date()
    assert "leaflets" in sign_in(cast.gus).get(made.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("path", "said", "title"),
    [
        ("a/app__assets__nhs-design-principles.pdf", "NHS Digital design principles", "NHS Digital design principles"),
        ("downloads__my-form.pdf", "Microsoft Word - form.doc", "My form"),
        ("TEMPLATE_Risk_tracker.xlsx", "", "TEMPLATE Risk tracker"),
        ("x/annotations.pdf", "untitled", "Annotations"),
    ],
)
def test_a_file_is_called_what_it_calls_itself_or_else_by_its_name(path, said, title):
    assert title_of(path, said) == title

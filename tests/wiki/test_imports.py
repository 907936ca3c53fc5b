"""Importing folders of Markdown files: again and again, and back."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from hub import search, worker
from hub.models import Event, File, Imported, ImportRun, Link, Space
from tests.cast import make_space
from wiki.actions import edit_page, remove_page
from wiki.imports import import_folder, undo
from wiki.models import Page, PageAddress, Revision

FILES = {
    "index.md": "---\ntitle: Handbook\nowner: Policy team\nreview_on: 2027-03-01\ntags: [Money, Pay]\nlayout: wide\n---\n"
    "Start with [holiday](holiday/index.html) and [the form](holiday/form.html#how-to-send). [Gone](gone.md)\n",
    "holiday/index.md": "---\nredirect_from: /time-off/\nauthor: Rhian Jones\ndate: 2021-05-04\n---\n# Holiday\n\n"
    "Ask early. ![A tree](../img/tree.png) <b>Bold</b> <iframe src='x'></iframe>\n",
    "holiday/form.md": "# The form\n\n## How to send\n\n{% include 'x' %} <%= run %> See [all](../index.md).\n",
}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "handbook"
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (folder / "img").mkdir()
    Image.new("RGB", (8, 8), "green").save(folder / "img/tree.png")
    return folder


@pytest.fixture
def space(cast):
    return make_space(cast.ana, "Imported things")


def entries(run):
    return {entry["path"]: entry for entry in run.report}


@pytest.mark.slow
def test_files_become_pages_with_their_fields_hands_and_tree(cast, space, folder, sign_in):
    run = import_folder(space, folder, by=cast.ana)
    top, leave, form = (Page.objects.get(slug=slug) for slug in ("handbook", "holiday", "the-form"))
    assert form.parent == leave
    assert (top.title, str(top.review_on), top.fields) == ("Handbook", "2027-03-01", {"layout": "wide", "owner": "Policy team"})
    assert sorted(tag.name for tag in top.tags.all()) == ["Money", "Pay"]
    assert (leave.outside_author.name, leave.author, leave.owner) == ("Rhian Jones", None, None)
    assert leave.created_at.date().isoformat() == "2021-05-04"
    assert [entry["did"] for entry in run.report] == ["made"] * 3
    html = sign_in(cast.gus, fresh=True).get(top.get_absolute_url())
    assert html.status_code == 404  # a guest of another space
    html = sign_in(cast.ben, fresh=True).get(leave.get_absolute_url()).content.decode()
    assert "Rhian Jones" in html
    assert "<b>Bold</b>" in html
    html = sign_in(cast.ben, fresh=True).get(form.get_absolute_url()).content.decode()
    assert "{% include 'x' %} &lt;%= run %&gt;" in html


def test_links_between_files_are_links_between_pages_whichever_came_first(cast, space, folder, sign_in):
    import_folder(space, folder)
    html = sign_in(cast.ben).get("/s/imported-things/handbook/").content.decode()
    assert '<a href="/s/imported-things/holiday/">holiday</a>' in html.replace(' title="Holiday"', "")
    assert 'href="/s/imported-things/the-form/#u-how-to-send"' in html
    assert not Link.objects.filter(kind="page", target=None).exists()


@pytest.mark.slow
def test_pictures_become_files_of_the_page(cast, space, folder, sign_in):
    import_folder(space, folder)
    file = File.objects.get()
    assert (file.item.slug, file.alt, file.name) == ("holiday", "A tree", "tree.png")
    assert f'<img src="/f/{file.pk}/" alt="A tree"' in sign_in(cast.ben).get("/s/imported-things/holiday/").content.decode()
    assert b"".join(sign_in(cast.ben).get(f"/f/{file.pk}/")).startswith(b"\x89PNG")
    assert sign_in(cast.gus, fresh=True).get(f"/f/{file.pk}/").status_code == 404


def test_the_report_names_what_could_not_be_kept(cast, space, folder):
    (folder / "broken.md").write_bytes(b"\xff\xfe\x00 not text \x80")
    (folder / "long.md").write_text("word " * 60_000)
    run = import_folder(space, folder)
    lost = {path: [what for _why, what in entry["lost"]] for path, entry in entries(run).items()}
    assert "layout" in lost["index.md"]
    assert "gone.md" in lost["index.md"]
    assert "iframe" in lost["holiday/index.md"]
    assert lost["holiday/form.md"] == []
    assert entries(run)["long.md"]["did"] == "skipped"
    assert [entry["did"] for entry in run.report].count("made") >= 3


def test_old_addresses_of_the_files_lead_to_the_pages(cast, space, folder, sign_in):
    import_folder(space, folder)
    answer = sign_in(cast.ben).get("/s/imported-things/time-off/")
    assert (answer.status_code, answer["Location"]) == (301, "/s/imported-things/holiday/")


def test_a_second_run_changes_nothing(cast, space, folder):
    import_folder(space, folder)

    def state():
        return [
            sorted(model.objects.values_list("pk", flat=True)) for model in (Page, Revision, PageAddress, Link, File, Imported)
        ] + [sorted(Page.objects.values_list("slug", "shown", "changed_at")), Event.objects.count(), space.tagged_count()]

    space.tagged_count = lambda: sum(page.tags.count() for page in Page.objects.all())
    before = state()
    run = import_folder(space, folder)
    assert [entry["did"] for entry in run.report] == ["unchanged"] * 3
    assert state() == before


def test_a_changed_file_becomes_a_new_version_at_the_same_address(cast, space, folder):
    import_folder(space, folder)
    (folder / "holiday/form.md").write_text("# The new form\n\n## How to send\n\nBy post.\n")
    run = import_folder(space, folder, by=cast.ana)
    assert entries(run)["holiday/form.md"]["did"] == "changed"
    assert [entry["did"] for entry in run.report].count("unchanged") == 2
    page = Page.objects.get(slug="the-form")
    assert (page.title, page.current.number, page.current.outside_author.name) == ("The new form", 2, "handbook")
    assert not Link.objects.filter(kind="page", target=None).exists()


def test_what_people_wrote_since_is_merged_or_left_and_said_so(cast, space, folder):
    import_folder(space, folder)
    form, leave = Page.objects.get(slug="the-form"), Page.objects.get(slug="holiday")
    edit_page(form, editor=cast.ben, title=form.title, text=form.current.text + "\nBen's own line.\n", base=1)
    edit_page(leave, editor=cast.ben, title=leave.title, text="Ben's leave.\n", base=1)
    (folder / "holiday/form.md").write_text(FILES["holiday/form.md"].replace("How to send", "How to post"))
    (folder / "holiday/index.md").write_text(FILES["holiday/index.md"].replace("Ask early", "Ask late"))
    run = import_folder(space, folder)
    text = Page.objects.get(pk=form.pk).current.text
    assert "How to post" in text
    assert "Ben's own line." in text
    assert Page.objects.get(pk=leave.pk).current.text == "Ben's leave.\n"
    assert "changed here and in the folder" in str(entries(run)["holiday/index.md"]["lost"])


def test_a_page_that_was_removed_here_stays_removed(cast, space, folder):
    import_folder(space, folder)
    remove_page(Page.objects.get(slug="holiday"), by=cast.ana)
    (folder / "holiday/index.md").write_text("# Holiday\n\nAnew.\n")
    run = import_folder(space, folder)
    assert "removed here" in str(entries(run)["holiday/index.md"]["lost"])
    assert Page.objects.visible_to(cast.ana).filter(in_space=space).count() == 2


@pytest.mark.slow
def test_an_import_is_undone_but_for_what_people_edited(cast, space, folder, sign_in):
    run = import_folder(space, folder)
    form = Page.objects.get(slug="the-form")
    edit_page(form, editor=cast.ben, title=form.title, text="Ben's form", base=1)
    kept = undo(run, by=cast.ana)
    assert kept == [form]
    assert list(Page.objects.visible_to(cast.ben).values_list("slug", flat=True)) == ["the-form"]
    assert Event.objects.filter(verb="wiki.import_undone", actor=cast.ana).exists()
    again = import_folder(space, folder)
    assert sorted(entry["did"] for entry in again.report) == ["made", "made", "unchanged"]
    assert sorted(Page.objects.visible_to(cast.ben).values_list("slug", flat=True)) == ["handbook", "holiday", "the-form"]
    assert sign_in(cast.ben).get("/s/imported-things/time-off/").status_code == 301


@pytest.mark.slow
def test_undoing_a_second_import_goes_back_to_the_first(cast, space, folder):
    import_folder(space, folder)
    before = Page.objects.get(slug="the-form").current.text
    (folder / "holiday/form.md").write_text("# The form\n\nOther words.\n")
    second = import_folder(space, folder)
    assert undo(second) == []
    page = Page.objects.get(slug="the-form")
    assert (page.current.number, page.current.text) == (3, before)
    assert entries(import_folder(space, folder))["holiday/form.md"]["did"] == "changed"


def test_an_import_keeps_clear_of_tabs_and_of_pages_that_are_there(cast, space, tmp_path):
    from wiki.actions import create_page

    create_page(space, author=cast.ana, title="Holiday", text="Ana's own")
    (tmp_path / "set").mkdir()
    (tmp_path / "set/members.md").write_text("# Members\n\nx\n")
    (tmp_path / "set/holiday.md").write_text("# Holiday\n\ny\n")
    import_folder(space, tmp_path / "set")
    slugs = set(Page.objects.values_list("slug", flat=True))
    assert len(slugs) == 3
    assert "members" not in slugs
    assert Page.objects.get(slug="holiday").current.text == "Ana's own"


@pytest.mark.slow
def test_an_import_tells_nobody(cast, space, folder, work):
    from hub.models import Watch
    from realtime.models import Notification

    Watch.objects.create(user=cast.ben, space=space)
    import_folder(space, folder, by=cast.ana)
    work()
    assert not Notification.objects.exists()
    assert Event.objects.filter(verb="wiki.pages_imported", space=space, actor=cast.ana).count() == 1


def run_command(*arguments):
    out = io.StringIO()
    call_command("import_markdown", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_did_and_takes_it_back(cast, space, folder):
    said = run_command("imported-things", str(folder), "--as", "ANA@health.gov.example")
    assert "3/3" in said
    assert "     3 pages made" in said
    assert "index.md: gone.md" in said
    run = ImportRun.objects.get()
    assert run.by == cast.ana
    said = run_command("imported-things", "--undo", str(run.pk))
    assert f"Import {run.pk} is taken back" in said
    assert not Page.objects.visible_to(cast.ben).exists()
    with pytest.raises(CommandError, match="no such import"):
        run_command("imported-things", "--undo", str(run.pk))


def test_the_command_makes_a_space_only_when_asked(cast, folder):
    with pytest.raises(CommandError, match="There is no space handbook"):
        run_command("handbook", str(folder))
    run_command("handbook", str(folder), "--create", "The handbook")
    assert Space.objects.get(slug="handbook").title == "The handbook"
    with pytest.raises(CommandError, match="is no folder"):
        run_command("handbook", str(folder / "none"))
    with pytest.raises(CommandError, match="Nobody here"):
        run_command("handbook", str(folder), "--as", "nobody@health.gov.example")


def check_set(space, run, reader, get):
    """All of a real set: every file a page that opens and is found, every link between its pages leads somewhere."""
    assert {entry["did"] for entry in run.report} == {"made"}
    wanted = Link.objects.filter(source__space=space, kind="page")
    assert wanted.exclude(target=None).count() >= 0.97 * wanted.count()
    pages = list(Page.objects.visible_to(reader).filter(in_space=space).select_related("space", "current").order_by("pk"))
    get(pages[0].get_absolute_url())  # whatever is remembered once a process
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            assert get(page.get_absolute_url()).status_code == 200
        assert len(queries) <= 6
    worker.run_once()
    for page in pages[::15]:
        assert page.pk in {hit.item.pk for hit in search.search(reader, page.title).hits}, page.title
    assert {entry["did"] for entry in import_folder(space, run.folder).report} == {"unchanged"}


@pytest.mark.slow
def test_a_part_of_a_real_handbook_comes_in_whole(cast, space, shared, sign_in):
    folder = shared / "corpus/wiki/gds-way/source/manuals"
    run = import_folder(space, folder)
    run.folder = folder
    assert len(run.report) == 21
    check_set(space, run, cast.ben, sign_in(cast.ben).get)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "count"),
    [("gds-way", 65), ("18f-handbook", 249), ("govuk-developer-docs", 267), ("moj-cloud-platform-runbooks", 107)],
)
def test_the_real_sets_come_in_whole(cast, space, shared, sign_in, name, count):
    run = import_folder(space, shared / "corpus/wiki" / name)
    run.folder = shared / "corpus/wiki" / name
    assert len(run.report) == count
    check_set(space, run, cast.ben, sign_in(cast.ben).get)

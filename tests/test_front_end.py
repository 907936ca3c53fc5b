"""The front-end files: locked by hash, without what is not licensed for us, loading nothing from elsewhere."""

import json
import re
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from hub import front_end

ROOT = Path(settings.BASE_DIR)
LOCK = (ROOT / "package-lock.json").read_text()


@pytest.fixture
def project(tmp_path):
    """A project folder of its own: our lock, and a `node_modules` that points to the real packages."""
    (tmp_path / "package-lock.json").write_text(LOCK)
    for package in front_end.PACKAGES:
        link = tmp_path / "node_modules" / package
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(ROOT / "node_modules" / package)
    return tmp_path


def own_copy(project, package):
    """The package in the project as files of its own, so that a test may spoil them."""
    link = project / "node_modules" / package
    link.unlink()
    return Path(shutil.copytree(ROOT / "node_modules" / package, link))


def test_the_lock_has_a_hash_for_every_package_and_no_address():
    assert front_end.lock_faults(LOCK) == []
    assert '"resolved"' not in LOCK


def test_a_lock_with_an_address_or_without_a_hash_is_found_out():
    lock = json.loads(LOCK)
    lock["packages"]["node_modules/govuk-frontend"]["resolved"] = "somewhere"
    del lock["packages"]["node_modules/axe-core"]["integrity"]
    assert sorted(front_end.lock_faults(json.dumps(lock))) == [
        "node_modules/axe-core: has no sha512 integrity hash",
        "node_modules/govuk-frontend: records the address it was downloaded from",
    ]


def test_the_lock_holds_exactly_the_versions_asked_for():
    asked = json.loads((ROOT / "package.json").read_text())
    locked = json.loads(LOCK)["packages"]
    for package, version in (asked["dependencies"] | asked["devDependencies"]).items():
        assert locked[f"node_modules/{package}"]["version"] == version
    assert set(asked["dependencies"]) == set(front_end.PACKAGES)


def test_third_party_names_every_package_with_its_version():
    told = (ROOT / "THIRD_PARTY.md").read_text()
    for package, version in front_end.locked_versions(ROOT).items():
        assert f"{package} {version}" in told


def test_the_files_land_in_a_folder_per_version_each_with_its_licence(project):
    lines = front_end.vendor(project)
    vendor = project / "static" / "vendor"
    assert [line.split(":")[0] for line in lines] == [
        "govuk-frontend-6.6.0",
        "moj-frontend-11.1.0",
        "accessible-autocomplete-3.0.1",
        "text-expander-2.9.4",
        "public-sans-5.3.0",
    ]
    for folder in vendor.iterdir():
        assert "copyright" in (folder / "LICENSE").read_text().lower()
    assert "Copyright (c) 2019 Ministry of Justice" in (vendor / "moj-frontend-11.1.0" / "LICENSE").read_text()
    assert "Government Digital Service" in (vendor / "govuk-frontend-6.6.0" / "LICENSE").read_text()
    assert front_end.faults(project) == []


def test_no_font_crest_or_logotype_of_the_government_is_served(project):
    front_end.vendor(project)
    files = [path for path in (project / "static" / "vendor").rglob("*") if path.is_file()]
    assert not [path.name for path in files if front_end.NOT_OURS.search(path.name)]
    assert {path.suffix for path in files} == {".css", ".js", ".svg", ".woff2", ""}
    assert [path.name for path in files if path.suffix == ".woff2" and "public-sans" not in str(path)] == []
    for path in files:
        if path.suffix == ".css":
            text = path.read_text()
            assert "GDS Transport" not in text
            assert "sourceMappingURL" not in text
            assert not re.search(r"url\([^)]*(crest|crown|https?:)", text)
            assert "url(/" not in text
    govuk = (project / "static" / "vendor" / "govuk-frontend-6.6.0" / "govuk-frontend.min.css").read_text()
    assert govuk.count("var(--hub-font,arial,sans-serif)") == 58


def test_a_package_that_has_changed_stops_the_run_and_leaves_the_old_files(project):
    front_end.vendor(project)
    css = own_copy(project, "govuk-frontend") / "dist/govuk/govuk-frontend.min.css"
    css.write_text(css.read_text() + ".new{background:url(/assets/images/govuk-crest.svg)}")
    with pytest.raises(front_end.FrontEndError, match=r"govuk-frontend.min.css has changed"):
        front_end.vendor(project)
    assert front_end.faults(project) == []
    assert [path.name for path in (project / "static").iterdir()] == ["vendor"]


def test_a_package_of_another_version_than_the_lock_stops_the_run(project):
    manifest = own_copy(project, "accessible-autocomplete") / "package.json"
    manifest.write_text(manifest.read_text().replace('"version": "3.0.1"', '"version": "3.0.2"'))
    with pytest.raises(front_end.FrontEndError, match=r"3.0.2 in node_modules, 3.0.1 in the lock"):
        front_end.vendor(project)
    assert not (project / "static" / "vendor").exists()


def test_a_package_that_is_not_there_is_named(project):
    (project / "node_modules" / "govuk-frontend").unlink()
    with pytest.raises(front_end.FrontEndError, match="govuk-frontend is not in node_modules: run npm ci first"):
        front_end.vendor(project)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("logotype-crown.svg", "<svg/>", "not licensed for us"),
        ("a.css", "a{background:url(missing.png)}", "url(missing.png)"),
        ("a.css", "a{background:url(https://example.org/a.png)}", "url(https://example.org/a.png)"),
        ("a.css", "@import 'b.css'", "@import"),
        ("a.js", "fetch('https://example.org/count')", "loads from elsewhere"),
        ("a.js", 'import x from "//example.org/x.js"', "loads from elsewhere"),
        ("a.js", "//# sourceMappingURL=a.js.map", "names a source map"),
    ],
)
def test_a_file_that_must_not_be_served_is_found_out(tmp_path, name, text, fault):
    (tmp_path / name).write_text(text)
    (found,) = front_end.file_faults(tmp_path)
    assert fault in found


def test_a_file_that_went_missing_is_named(project):
    front_end.vendor(project)
    (project / "static/vendor/public-sans-5.3.0/latin.woff2").unlink()
    (fault,) = front_end.faults(project)
    assert fault.endswith("public-sans-5.3.0/latin.woff2: missing")


def test_the_command_makes_the_files_checks_them_and_fails_when_one_is_missing(project, settings):
    settings.BASE_DIR = project
    out = StringIO()
    call_command("vendor_assets", stdout=out)
    assert "moj-frontend-11.1.0: 23 files from @ministryofjustice/frontend" in out.getvalue()
    call_command("vendor_assets", check=True, stdout=out)
    assert "The front-end files are complete." in out.getvalue()
    (project / "static/vendor/text-expander-2.9.4/text-expander.js").unlink()
    with pytest.raises(CommandError, match=r"text-expander.js: missing"):
        call_command("vendor_assets", check=True, stdout=out)


@pytest.mark.parametrize(("debug", "deploy", "level"), [(True, False, "Warning"), (False, True, "Error"), (False, False, None)])
def test_a_hub_without_the_files_says_which_command_brings_them(tmp_path, settings, debug, deploy, level):
    settings.STATICFILES_DIRS, settings.STATIC_ROOT, settings.DEBUG = [tmp_path], tmp_path / "collected", debug
    (tmp_path / "collected").mkdir()
    checks = [front_end.check_before_deploying] if deploy else [front_end.check_while_developing]
    messages = [message for check in checks for message in check(None)]
    assert [type(message).__name__ for message in messages] == ([level] if level else [])
    assert all("vendor_assets" in message.hint for message in messages)


def test_every_front_end_file_that_a_page_names_is_brought():
    named = set()
    for folder, pattern in (("templates", "*.html"), ("static/hub", "*.css"), ("static/hub", "*.js"), ("hub", "*.py")):
        for path in (ROOT / folder).rglob(pattern):
            named |= set(re.findall(r"vendor/([\w-]+-\d[\w.-]*/[\w./-]+\.\w+)", path.read_text()))
    assert named
    assert [name for name in sorted(named) if not (ROOT / "static/vendor" / name).is_file()] == []

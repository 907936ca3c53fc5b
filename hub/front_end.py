"""The front-end files other projects wrote: which we take from their npm packages, what we change in them, how we check them.

`npm ci` brings the packages into `node_modules/`; `vendor()` copies the few files we use into `static/vendor/<name-version>/`.
Neither folder is committed. Licences and reasons are told in THIRD_PARTY.md.
"""

import json
import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.core import checks

MIT = """\
The MIT License (MIT)

{holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""

# npm name: (our folder, {file or pattern in the package: our file, or our sub-folder with a slash at its end})
PACKAGES = {
    "govuk-frontend": (
        "govuk-frontend",
        {
            "dist/govuk/govuk-frontend.min.css": "govuk-frontend.min.css",
            "dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
        },
    ),
    "@ministryofjustice/frontend": (
        "moj-frontend",
        {
            "moj/moj-frontend.min.css": "moj-frontend.min.css",
            "moj/moj-frontend.min.js": "moj-frontend.min.js",
            "moj/assets/images/icon-*.svg": "assets/images/",
        },
    ),
    "accessible-autocomplete": (
        "accessible-autocomplete",
        {
            "dist/accessible-autocomplete.min.css": "accessible-autocomplete.min.css",
            "dist/accessible-autocomplete.min.js": "accessible-autocomplete.min.js",
            "LICENSE.txt": "LICENSE",
        },
    ),
    "@github/text-expander-element": (
        "text-expander",
        {
            "dist/bundle.js": "text-expander.js",
            "LICENSE": "LICENSE",
            # the bundle holds these two packages as well
            "../combobox-nav/LICENSE": "LICENSE-combobox-nav",
            "../../dom-input-range/LICENSE": "LICENSE-dom-input-range",
        },
    ),
    "@fontsource-variable/public-sans": (
        "public-sans",
        {
            "files/public-sans-latin-wght-normal.woff2": "latin.woff2",
            "files/public-sans-latin-ext-wght-normal.woff2": "latin-ext.woff2",
            "LICENSE": "LICENSE",
        },
    ),
}

# These two are MIT, but their packages hold no licence file: we write it, with the line of the project's own repository.
HOLDERS = {
    "govuk-frontend": "Copyright (C) 2017 Crown Copyright (Government Digital Service)",
    "@ministryofjustice/frontend": "Copyright (c) 2019 Ministry of Justice",
}

# CSS only, in this order. The first three are for licensing; without the fourth the icons are asked for under a wrong
# address; with the fifth in place collectstatic looks for a file that is not there.
REWRITES = (
    (re.compile(r"@font-face\{[^}]*GDS Transport[^}]*\}"), ""),
    (re.compile(r'"?GDS Transport"?,\s*arial,\s*sans-serif'), "var(--hub-font,arial,sans-serif)"),
    (re.compile(r"url\(/assets/images/govuk-crest\.svg\)"), "none"),
    (re.compile(r"url\(/assets/"), "url(assets/"),
    (re.compile(r"/\*# sourceMappingURL=.*?\*/"), ""),
)
# How often each rewrite finds something at the locked versions. Other counts mean: read the new file before trusting it.
HITS = {
    "govuk-frontend.min.css": (2, 58, 3, 0, 1),
    "moj-frontend.min.css": (0, 60, 0, 11, 1),
    "accessible-autocomplete.min.css": (0, 0, 0, 0, 1),
}
SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=\S*\s*$")
NOT_OURS = re.compile(r"crest|crown|logotype|opengraph|apple-touch", re.IGNORECASE)
REMOTE = re.compile(
    r"""(?:\bimport\b|\bfrom\b|fetch\(|open\(|WebSocket\(|EventSource\(|\.src\s*=)\s*\(?["'`](?:https?:|wss?:)?//"""
)


class FrontEndError(Exception):
    """The front-end files cannot be made; the message says why, one fault a line."""


def vendor(root: Path) -> list[str]:
    """Copy our files from `root/node_modules` to `root/static/vendor`; answer one line per package.

    The result is built and checked beside the old one and then takes its place: a run that fails leaves the old files.
    """
    versions = locked_versions(root)
    lines = []
    (root / "static").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root / "static", prefix=".vendor-") as work:
        made = Path(work, "new")
        for package, (folder, files) in PACKAGES.items():
            target = made / f"{folder}-{versions[package]}"
            count = copy_package(root / "node_modules" / package, target, files, versions[package])
            if package in HOLDERS:
                (target / "LICENSE").write_text(MIT.format(holder=HOLDERS[package]))
            lines.append(f"{target.name}: {count} files from {package}")
        faults = file_faults(made)
        if faults:
            raise FrontEndError("\n".join(faults))
        made.chmod(0o755)
        final = root / "static" / "vendor"
        if final.exists():
            final.rename(Path(work, "old"))
        made.rename(final)
    return lines


def copy_package(package: Path, target: Path, files: dict[str, str], version: str) -> int:
    """Copy the files of one package, rewritten, to `target`; answer how many."""
    try:
        installed = json.loads((package / "package.json").read_text())["version"]
    except FileNotFoundError:
        raise FrontEndError(f"{package.name} is not in node_modules: run npm ci first") from None
    if installed != version:
        raise FrontEndError(f"{package.name} is {installed} in node_modules, {version} in the lock: run npm ci")
    count = 0
    for pattern, name in files.items():
        found = sorted(package.glob(pattern)) if "*" in pattern else [package / pattern]
        if not found or not all(path.is_file() for path in found):
            raise FrontEndError(f"{package.name} {version} holds no {pattern}")
        for path in found:
            copy = target / name / path.name if name.endswith("/") else target / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(rewritten(path))
            count += 1
    return count


def rewritten(path: Path) -> bytes:
    """The content of one file of a package as we serve it."""
    if path.suffix == ".css":
        text, hits = path.read_text(), []
        for pattern, replacement in REWRITES:
            text, count = pattern.subn(replacement, text)
            hits.append(count)
        if tuple(hits) != HITS[path.name]:
            raise FrontEndError(f"{path.name} has changed: rewrites hit {tuple(hits)} times, not {HITS[path.name]}")
        return text.encode()
    if path.suffix == ".js":
        return SOURCE_MAP.sub("\n", path.read_text()).encode()
    return path.read_bytes()


def locked_versions(root: Path) -> dict[str, str]:
    """The version of each of our packages that `package-lock.json` names."""
    lock = json.loads((root / "package-lock.json").read_text())
    return {package: lock["packages"][f"node_modules/{package}"]["version"] for package in PACKAGES}


def lock_faults(text: str) -> list[str]:
    """What is wrong with the text of a `package-lock.json`: an address it records, a package without a hash."""
    faults = []
    for name, entry in json.loads(text)["packages"].items():
        if "resolved" in entry:
            faults.append(f"{name}: records the address it was downloaded from")
        if name and not entry.get("integrity", "").startswith("sha512-"):
            faults.append(f"{name}: has no sha512 integrity hash")
    return faults


def faults(root: Path) -> list[str]:
    """What is wrong with `root/static/vendor`, file by file; empty when all is there and as it should be."""
    vendor = root / "static" / "vendor"
    missing = []
    for package, version in locked_versions(root).items():
        folder, files = PACKAGES[package]
        for name in [*files.values(), "LICENSE"]:
            path = vendor / f"{folder}-{version}" / name
            if not path.exists() and (message := f"{path}: missing") not in missing:
                missing.append(message)
    return missing + file_faults(vendor)


def file_faults(folder: Path) -> list[str]:
    """What the files under `folder` must not be or do: carry another's emblem, name a missing file, load from elsewhere."""
    faults = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if NOT_OURS.search(path.name):
            faults.append(f"{path}: not licensed for us")
        if path.suffix == ".css":
            text = path.read_text()
            faults += [f"{path}: {bad}" for bad in ("GDS Transport", "@import", "sourceMappingURL") if bad in text]
            for url in re.findall(r"url\(\s*[\"']?([^)\"']+)", text):
                if not url.startswith("data:") and (NOT_OURS.search(url) or not (path.parent / url).is_file()):
                    faults.append(f"{path}: url({url})")
        if path.suffix == ".js":
            text = path.read_text()
            if REMOTE.search(text) or "sourceMappingURL" in text:
                faults.append(f"{path}: loads from elsewhere, or names a source map")
    return faults


def is_there() -> bool:
    """Whether the front-end files stand in a static folder of this installation, collected or not."""
    return any(Path(folder, "vendor").is_dir() for folder in [*settings.STATICFILES_DIRS, settings.STATIC_ROOT] if folder)


@checks.register(checks.Tags.staticfiles)
def check_while_developing(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """System check: with DEBUG on, a hub without its front-end files is a warning."""
    return [missing(checks.Warning)] if settings.DEBUG and not is_there() else []


@checks.register(checks.Tags.staticfiles, deploy=True)
def check_before_deploying(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """System check of `check --deploy`: a hub without its front-end files is an error."""
    return [] if is_there() else [missing(checks.Error)]


def missing(level: type[checks.CheckMessage]) -> checks.CheckMessage:
    """The one message about missing front-end files, as a warning or an error."""
    return level("The front-end files are missing.", hint="Run npm ci, then manage.py vendor_assets.", id="hub.front_end")

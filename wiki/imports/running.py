"""One run of an import: a page for each file, or a new version of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub import events, files, guard, links, markdown
from hub.models import File, Imported, ImportRun, Item, OutsideAuthor, Space, User
from wiki import actions, addresses
from wiki.imports.taking import digest_of, fields_of, moment, parents_first, positions, topics
from wiki.markdown_source import SourcePage, fill, read_folder
from wiki.models import RESERVED, Page, PageAddress

Tell = Callable[[int, int, str], None]  # done, of how many, the path at hand

_CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
# Elements that are HTML but not allowed: the renderer shows them as text.
_SHOWN_AS_TEXT = re.compile(
    r"&lt;(script|style|iframe|object|embed|form|input|button|select|textarea|video|audio|svg|canvas|link|meta|font|center)\b"
)


def import_folder(space: Space, folder: Path, *, by: User | None = None, site: str = "", tell: Tell | None = None) -> ImportRun:
    """Make a page of each Markdown file below `folder`, or a new version where a file changed since the last time.

    A run of files that did not change changes nothing. A broken file stops nothing: `report` of the run says for each
    what was done and what could not be kept. `by` is whose act it is, `site` the public address that the pages had.
    Raises NotADirectoryError.
    """
    importer = _Importer(space, folder, by, site)
    pages = list(parents_first(importer.source.pages))
    try:
        for done, page in enumerate(pages, 1):
            importer.bring_in(page)
            if tell:
                tell(done, len(pages), page.path)
    finally:
        importer.end()
    return importer.run


class _Importer:
    """One run: what is known from the runs before, and what this one did."""

    def __init__(self, space: Space, folder: Path, by: User | None, site: str) -> None:
        self.space, self.folder, self.by = space, folder, by
        self.name = f"markdown {folder.resolve().name}"[:100]
        rows = Imported.objects.filter(space=space, source=self.name).select_related("item")
        self.known = {row.key: row for row in rows}
        mine = [row.item_id for row in rows]
        others = PageAddress.objects.filter(space=space, page__removed_at=None).exclude(page__in=mine)
        taken = set(others.values_list("slug", flat=True))
        slugs = {key: row.item.slug for key, row in self.known.items()}
        self.source = read_folder(folder, known=slugs, taken=taken | RESERVED, site=site)
        self.positions = positions(self.source.pages)
        self.pages = {key: row.item_id for key, row in self.known.items()}  # {path: page id}
        self.hands: dict[str, OutsideAuthor] = {}
        self.report: list[dict] = []
        self.run = ImportRun.objects.create(kind="markdown", source=self.name, space=space, by=by)

    def bring_in(self, source: SourcePage) -> None:
        """Make or change one page; whatever goes wrong with it is written into the report."""
        self.lost = [[lost.reason.sentence, lost.what] for lost in source.lost]
        done: dict = {"did": "skipped"}
        try:
            done = self._made_or_changed(source)
        except (markdown.RefusedText, files.FileRefused) as refused:
            self._lose(str(refused))
        except actions.EditConflict:
            self._lose(_("It was changed here and in the folder: the page is left as it is"))
        except actions.PageGone:
            self._lose(_("It was removed here: left out"))
        except OSError as error:
            self._lose(_("A file of it cannot be read"), str(error.filename or ""))
        if done["did"] in {"made", "changed"}:
            self.lost += guard.noticed(source.text)
        self.report.append({"path": source.path, **done, "lost": self.lost})

    def _lose(self, why: str, what: str = "") -> None:
        self.lost.append([why, what])

    def end(self) -> None:
        """Write down what was done."""
        for path, lost in self.source.skipped.items():
            self.report.append({"path": path, "did": "skipped", "lost": [[lost.reason.sentence, lost.what]]})
        self.run.report, self.run.ended_at = self.report, timezone.now()
        self.run.save(update_fields=["report", "ended_at"])
        did = [entry["did"] for entry in self.report]
        counts = {word: did.count(word) for word in ("made", "changed")}
        if any(counts.values()):
            events.record(self.by, "wiki.pages_imported", space=self.space, audit=True, quiet=True, run=self.run.pk, **counts)

    def _made_or_changed(self, source: SourcePage) -> dict:
        digest = digest_of(source, self.positions[source.path], self.folder)
        row = self.known.get(source.path)
        if row and row.digest == digest:
            return {"did": "unchanged", "page": row.item_id}
        page = Page.objects.select_related("space", "current").get(pk=row.item_id) if row else None
        if page and page.removed_at:
            raise actions.PageGone
        text, attached = self._filled(source, page)
        rendered, text = self._rendered(text)
        if page is None:
            return self._make(source, text, rendered, attached, digest)
        return self._change(source, page, text, attached, digest)

    def _make(self, source: SourcePage, text: str, rendered: markdown.Rendered, attached: list[File], digest: str) -> dict:
        written, changed = moment(source.written_on), moment(source.reviewed_on or source.written_on)
        with transaction.atomic():
            page = actions.create_page(
                self.space,
                author=self._hand(source.authors[0]),
                title=source.title,
                text=text,
                rendered=rendered,
                slug=source.slug,
                summary=source.summary[:300],
                parent=Page.objects.filter(pk=self.pages.get(source.parent)).first(),
                topics=topics(source),
                note=_("Imported from %(name)s") % {"name": self.source.name},
                by=self.by,
                quiet=True,
                at=written,
                **({"changed_at": changed} if changed else {}),
                **self._columns(source),
            )
            self._attach(page, attached)
            self._take_old_addresses(page, source)
            item = Item(pk=page.pk)
            Imported.objects.create(
                run=self.run, space=self.space, source=self.name, key=source.path[:500], digest=digest, item=item
            )
        self.pages[source.path] = page.pk
        return {"did": "made", "page": page.pk, "version": 1}

    def _change(self, source: SourcePage, page: Page, text: str, attached: list[File], digest: str) -> dict:
        before = page.current.number
        # What people wrote since the last import is merged in: that import is what the folder's text is compared with.
        base = page.revisions.filter(outside_author__source=self.name).values_list("number", flat=True).first()
        revision = actions.edit_page(
            page,
            editor=self._hand(source.authors[0]),
            title=source.title,
            text=text,
            base=base or before,
            note=_("Imported again from %(name)s") % {"name": self.source.name},
            topics=topics(source),
            keep_address=True,
            by=self.by,
            quiet=True,
        )
        with transaction.atomic():
            Page.objects.filter(pk=page.pk).update(**self._columns(source))
            self._attach(page, attached)
            self._take_old_addresses(page, source)
            Imported.objects.filter(space=self.space, source=self.name, key=source.path[:500]).update(digest=digest)
            links.raise_shown([page.pk])
        if revision.number == before:
            return {"did": "unchanged", "page": page.pk}
        return {"did": "changed", "page": page.pk, "version": revision.number}

    def _columns(self, source: SourcePage) -> dict:
        """What front matter gives beside the words."""
        return {
            "language": source.language[:10],
            "review_on": source.review_on,
            "position": self.positions[source.path],
            "fields": fields_of(source),
        }

    def _hand(self, name: str) -> OutsideAuthor:
        """The outside author of this source with that name."""
        if name not in self.hands:
            key = markdown.slugify(name, fallback="author")
            hand, _made = OutsideAuthor.objects.get_or_create(source=self.name, key=key, defaults={"name": name[:200]})
            self.hands[name] = hand
        return self.hands[name]

    def _filled(self, source: SourcePage, page: Page | None) -> tuple[str, list[File]]:
        """The text with the addresses of pages and attachments here, and the attachments, which belong to nothing yet."""
        stored: dict[str, File | None] = {}
        alts = {attachment.path: attachment.alt for attachment in source.attachments}

        def file_url(path: str) -> str | None:
            if path not in stored:
                stored[path] = self._store(path, alts.get(path, ""), page)
            return stored[path] and stored[path].get_absolute_url()

        def page_url(slug: str) -> str:
            return Page.url_of(Item(space=self.space, slug=slug))

        return fill(source.text, page_url=page_url, file_url=file_url), [file for file in stored.values() if file]

    def _store(self, path: str, alt: str, page: Page | None) -> File | None:
        try:
            content = (self.folder / path).read_bytes()
            known = File.objects.filter(item=page.pk, blob__sha256=files.sha256(content)).first() if page else None
            return known or files.store(SimpleUploadedFile(Path(path).name, content), None, alt=alt[:400])
        except (files.FileRefused, OSError) as refused:
            self._lose(_("This file was not taken: %(why)s") % {"why": refused}, path)
            return None

    def _rendered(self, text: str) -> tuple[markdown.Rendered, str]:
        """The text rendered; what cannot be rendered as Markdown is kept as it was written."""
        try:
            rendered = markdown.render(text, self.space)
        except markdown.TooSlow as refused:
            fence = max(re.findall("`{3,}", text), key=len, default="``") + "`"
            text = f"{fence}\n{text}\n{fence}\n"
            rendered = markdown.render(text, self.space)
            self._lose(str(refused.message), _("shown as it was written"))
        if names := sorted(set(_SHOWN_AS_TEXT.findall(_CODE.sub("", rendered.html)))):
            self._lose(_("This HTML is not allowed here: shown as text"), ", ".join(names))
        return rendered, text

    def _attach(self, page: Page, attached: list[File]) -> None:
        File.objects.filter(pk__in=[file.pk for file in attached], item=None).update(item=Item(pk=page.pk))

    def _take_old_addresses(self, page: Page, source: SourcePage) -> None:
        led = [slug for slug in source.old_slugs if addresses.lead(slug, page)]
        if led:
            links.appeared(page, *led)

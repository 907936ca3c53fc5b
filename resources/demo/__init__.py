"""The demo's library: leaflets of several bodies, some in two versions, one in Welsh, some due for review."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from hub import files
from hub.demo import Demo
from hub.markdown import slugify
from hub.models import File
from resources.actions import add_resource, add_version
from resources.demo.leaflets import LEAFLETS
from resources.demo.letter import write_docx
from resources.demo.paper import Sheet, write_pdf
from resources.demo.shapes import COLOURS, Leaflet, Printing
from resources.models import Resource

LOUD = 9  # days; what is older has been told and read long ago


def fill(demo: Demo) -> None:
    """Add the leaflets and their versions, oldest first."""
    printings = [(printing, leaflet) for leaflet in LEAFLETS for printing in leaflet.printings]
    made: dict[str, Resource] = {}
    for printing, leaflet in sorted(printings, key=lambda pair: -pair[0].days):
        file = _file(demo, leaflet, printing)
        moment = {"at": demo.ago(printing.days, hour=9 + len(leaflet.title) % 7, minute=printing.days % 60)}
        moment["quiet"] = printing.days > LOUD
        author = demo.people[printing.by or leaflet.by]
        if leaflet.title in made:
            add_version(made[leaflet.title], author=author, file=file, note=printing.note, **moment)
            continue
        made[leaflet.title] = add_resource(
            demo.spaces[leaflet.space],
            author=author,
            title=leaflet.title,
            summary=leaflet.summary,
            file=file,
            form=leaflet.form,
            language=leaflet.language,
            review_on=(demo.now + timedelta(days=leaflet.review)).date(),
            topics=leaflet.topics,
            use_when=leaflet.use_when,
            not_when=leaflet.not_when,
            applies_to=leaflet.applies_to,
            licence=leaflet.licence,
            translation_of=made.get(leaflet.translation_of),
            **moment,
        )


def _file(demo: Demo, leaflet: Leaflet, printing: Printing) -> File:
    """The printing as a file that belongs to nothing yet."""
    author = demo.people[leaflet.by]
    stem = slugify(leaflet.title)[:50].strip("-")
    if leaflet.is_letter:
        upload = SimpleUploadedFile(f"{stem}.docx", write_docx(printing.text))
    else:
        when = demo.ago(printing.days).strftime("%m/%Y")
        agency = author.agency
        sheet = Sheet(leaflet.title, leaflet.under, printing.text, f"{agency.name}, {when}", COLOURS[agency.slug])
        upload = SimpleUploadedFile(f"{stem}.pdf", write_pdf(sheet))
    return files.store(upload, uploader=author)

"""How to make one item of each content type; a type without a maker fails the contract test."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.sample.actions import have_idea


def make_page(author, space, *, title, words, **fields):
    from wiki.actions import create_page

    return create_page(space, author=author, title=title, text=words, **fields)


def make_topic(author, space, *, title, words, **fields):
    from forums.actions import start_topic

    return start_topic(space, author=author, title=title, text=words, **fields)


def make_resource(author, space, *, title, words, **fields):
    from hub import files
    from resources.actions import add_resource

    file = files.store(SimpleUploadedFile("leaflet.txt", words.encode()), uploader=author)
    return add_resource(space, author=author, title=title, summary=words, file=file, **fields)


def make_lesson(author, space, *, title, words, **fields):
    from lessons.actions import release_lesson, write_lesson

    lesson = write_lesson(space, author=author, title=title, texts={"happened": words, "next_time": words}, **fields)
    return release_lesson(lesson, by=author, audience="space")


def make_idea(author, space, *, title, words, **fields):
    return have_idea(space, author=author, title=title, text=words, **fields)


MAKERS = {"page": make_page, "topic": make_topic, "resource": make_resource, "lesson": make_lesson, "idea": make_idea}


def make_file(author, item, *, name="plan.txt", content=b"Plain words of a plan.\n"):
    """A file of `item`, uploaded by `author`."""
    from hub import files

    file = files.store(SimpleUploadedFile(name, content), uploader=author)
    file.item = item
    file.save(update_fields=["item"])
    return file

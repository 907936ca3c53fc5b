"""Writing a lesson, which is a draft for nobody else's eyes, and changing its words later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from hub import files, links, markdown
from hub.models import Draft, Item, OutsideAuthor, Space, User, Watch, signed
from hub.tagging import set_topics
from hub.texts import cut, opening, tidy, tidy_title
from lessons.models import Lesson
from lessons.parts import PARTS
from lessons.telling import tell

LONGEST_TITLE = 150
_NOTHING = markdown.Rendered(html="", links=[], mentions=[], headings=[], text="", tags=[])


class PartRefused(Exception):
    """A text that cannot be kept: `part` is its name, the message is for the person."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


class LessonGone(Exception):
    """It was removed meanwhile."""


def write_lesson(
    space: Space | None,
    *,
    author: User | OutsideAuthor,
    title: str = "",
    texts: Mapping[str, str],
    topics: Iterable[str] = (),
    about: Iterable[Item] = (),
    at: datetime | None = None,
    **columns,
) -> Lesson:
    """Make a draft that only `author` sees; `space` None is the whole hub. Raises PartRefused.

    Without a title it is taken from what to do next time. `columns` are others of `Lesson`. What an outside author wrote
    (an import) has no writer here and is nobody's draft: it is there for all who can see the space, and nobody is told.
    """
    writer = author if isinstance(author, User) else None
    rendered = _rendered(texts, space)
    title = tidy_title(title) or headline_of(rendered)
    if at:
        columns |= {"created_at": at, "changed_at": at}
    columns |= {"audience": Item.To.AUTHOR} if writer else {"status": Lesson.Status.PUBLISHED, "released_at": at}
    with transaction.atomic():
        lesson = Lesson.objects.create(
            space=space,
            title=title[:200],
            slug=markdown.slugify(title, fallback="lesson"),
            owner=writer,
            **_text_columns(texts, rendered),
            **columns,
            **signed(author),
        )
        lesson.tags.set(topics)
        lesson.about.set(about)
        _shown_anew(lesson, rendered, writer)
        links.appeared(lesson)
        if writer:
            Draft.objects.filter(user=writer, kind="lesson", item=None, space=space).of_one_sitting(title).delete()
        tell(None, "lessons.imported", lesson, quiet=True, at=at)
    return lesson


def edit_lesson(
    lesson: Lesson,
    *,
    editor: User | None,
    title: str = "",
    texts: Mapping[str, str],
    topics: list[str] | None = None,
    **columns,
) -> Lesson:
    """Change the words and facts of a lesson; `editor` None is an import. Raises PartRefused and LessonGone."""
    rendered = _rendered(texts, lesson.space)
    title = tidy_title(title) or headline_of(rendered)
    with transaction.atomic():
        held = Lesson.objects.select_for_update(of=("self",)).select_related("space").get(pk=lesson.pk)
        if held.removed_at:
            raise LessonGone
        renamed = title != held.title
        held.title, held.slug = title[:200], markdown.slugify(title, fallback="lesson")
        for name, value in {**_text_columns(texts, rendered), **columns}.items():
            setattr(held, name, value)
        held.save()
        set_topics(held, topics)
        mentioned = _shown_anew(held, rendered, editor)
        if renamed:
            links.looks_changed(held)
        held.touch()
        if editor:
            Draft.objects.filter(user=editor, kind="lesson", item=held.pk).delete()
        tell(editor, "lessons.edited", held, mentioned=mentioned, quiet=not mentioned, named_only=True)
    return held


def headline_of(rendered: Mapping[str, markdown.Rendered]) -> str:
    """The first sentence of what to do next time, for a lesson without a headline."""
    for name in ("next_time", "happened", "effect", "changed"):
        if words := opening(rendered[name]) if name in rendered else "":
            return cut(words.split(". ")[0].rstrip("."), LONGEST_TITLE - 2)
    return ""


def _rendered(texts: Mapping[str, str], space: Space | None) -> dict[str, markdown.Rendered]:
    """The written parts, rendered before any transaction."""
    rendered = {}
    for part in PARTS:
        if text := tidy(texts.get(part.name, "")).strip():
            try:
                rendered[part.name] = markdown.render(text, space)
            except markdown.RefusedText as refused:
                raise PartRefused(part.name, str(refused)) from refused
    return rendered


def _text_columns(texts: Mapping[str, str], rendered: Mapping[str, markdown.Rendered]) -> dict:
    best = rendered.get("next_time") or rendered.get("happened")
    return {
        "texts": {name: tidy(texts[name]).strip() for name in rendered},
        "html": {name: one.html for name, one in rendered.items()},
        "plain": "\n".join(one.text for one in rendered.values()),
        "renderer": markdown.VERSION,
        "summary": opening(best) if best else "",
    }


def _shown_anew(lesson: Lesson, rendered: Mapping[str, markdown.Rendered], writer: User | None) -> list[User]:
    """What hangs on the words: links of each part, files, and that the writer follows it. Answers who is named now."""
    mentioned: dict[int, User] = {}
    for part in PARTS:
        new = rendered.get(part.name) or _NOTHING
        mentioned |= {person.pk: person for person in links.replace(lesson, part.name, new)}
    if writer:
        for _name, text in lesson.text_parts:
            files.claim(lesson, text, uploader=writer)
        Watch.objects.join_in(writer, lesson)
    return list(mentioned.values())

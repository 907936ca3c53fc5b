"""What people do with lessons: write them, share them rung by rung, say what became of them. One module a group."""

from lessons.actions.keeping import remove_lesson, set_status
from lessons.actions.releasing import NotWider, release_lesson
from lessons.actions.writing import LessonGone, PartRefused, edit_lesson, write_lesson

__all__ = [
    "LessonGone",
    "NotWider",
    "PartRefused",
    "edit_lesson",
    "release_lesson",
    "remove_lesson",
    "set_status",
    "write_lesson",
]

"""Bringing a folder of incident reports into a space as lessons: as often as one likes, and out again."""

from lessons.imports.running import import_reports
from lessons.imports.undoing import undo

__all__ = ["import_reports", "undo"]

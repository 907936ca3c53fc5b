"""Bringing discussions of other systems into a space: as often as one likes, and out again."""

from forums.imports.running import import_archive
from forums.imports.undoing import undo

__all__ = ["import_archive", "undo"]

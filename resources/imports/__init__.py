"""Bringing a folder of files into a library: as often as one likes, and out again."""

from resources.imports.running import import_files
from resources.imports.undoing import undo

__all__ = ["import_files", "undo"]

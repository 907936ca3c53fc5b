"""Bringing a folder of Markdown files into a space: as often as one likes, and out again."""

from wiki.imports.running import import_folder
from wiki.imports.undoing import undo

__all__ = ["import_folder", "undo"]

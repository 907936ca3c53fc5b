"""What people do with pages: write them, place them in the tree, protect and remove them. One module a group."""

from hub.texts import tidy
from wiki.actions.creating import create_page
from wiki.actions.editing import EditConflict, PageGone, edit_page, restore_revision
from wiki.actions.keeping import bring_back, lock_page, remove_page, unlock_page
from wiki.actions.placing import WouldLoop, move_page, shift_page

__all__ = [
    "EditConflict",
    "PageGone",
    "WouldLoop",
    "bring_back",
    "create_page",
    "edit_page",
    "lock_page",
    "move_page",
    "remove_page",
    "restore_revision",
    "shift_page",
    "tidy",
    "unlock_page",
]

"""What people do in the library: add leaflets and their versions, keep what is said about them right, remove them."""

from resources.actions.adding import add_resource, add_version, restore_version
from resources.actions.changing import change_details
from resources.actions.keeping import bring_back, remove_resource

__all__ = ["add_resource", "add_version", "bring_back", "change_details", "remove_resource", "restore_version"]

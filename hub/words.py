"""The strings that scripts say, so that they go through gettext like every other word on the screen."""

from functools import cache

from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


def words_for(group: str) -> SafeString:
    """The words of one script ("hub" or "editor") in the reader's language, as a JSON block with the id `<group>-words`.

    Placeholders are written {n} and {name}; hub.js fills them in. A list is [one, many].
    """
    return _block(group, get_language())


@cache
def _block(group: str, language: str) -> SafeString:
    return json_script(GROUPS[group](), f"{group}-words")


def _hub() -> dict:
    return {
        "justNow": _("just now"),
        "minutes": _plural(ngettext("{n} minute ago", "{n} minutes ago", 1), ngettext("{n} minute ago", "{n} minutes ago", 2)),
        "hours": _plural(ngettext("{n} hour ago", "{n} hours ago", 1), ngettext("{n} hour ago", "{n} hours ago", 2)),
        "yesterday": _("yesterday"),
        "dismiss": _("Dismiss"),
        "unread": _plural(ngettext("({n} unread)", "({n} unread)", 1), ngettext("({n} unread)", "({n} unread)", 2)),
        "newNotifications": _("{n} new notifications"),
        "couldNotLoad": _("Notifications could not be loaded"),
        "seeAll": _("See all notifications"),
        "found": _plural(
            ngettext("{n} suggestion found", "{n} suggestions found", 1),
            ngettext("{n} suggestion found", "{n} suggestions found", 2),
        ),
        "noneFound": _("No suggestions"),
        "suggestions": _("Suggestions"),
    }


def _editor() -> dict:
    return {
        "boldText": _("bold text"),
        "italicText": _("italic text"),
        "linkText": _("link text"),
        "describeImage": _("describe this image"),
        "saved": _("Draft saved at {time}"),
        "notReachable": _("Draft not saved: the hub cannot be reached. Your text is kept in this browser"),
        "signedOut": _("Draft not saved: you are signed out. Your text is kept in this browser, sign in again in another tab"),
        "keptHere": _("This browser kept text that was not saved"),
        "useIt": _("Use it"),
        "discard": _("Discard"),
        "attaching": _("Attaching {name}"),
        "attached": _("{name} attached"),
        "attachFailed": _("{name} could not be attached"),
        "attachTooLarge": _("it is larger than {limit} MB"),
        "previewFailed": _("The preview could not be made. Your text is not affected"),
        "nothingToPreview": _("Nothing to preview yet"),
        "found": _plural(
            ngettext("{n} suggestion found", "{n} suggestions found", 1),
            ngettext("{n} suggestion found", "{n} suggestions found", 2),
        ),
        "noneFound": _("No suggestions"),
        "undescribed": _(
            "An image has no description yet. Describe it between the square brackets; leave them empty for decoration"
        ),
    }


def _plural(one: str, many: str) -> list[str]:
    return [one, many]


GROUPS = {"hub": _hub, "editor": _editor}

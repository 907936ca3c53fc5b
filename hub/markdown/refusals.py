"""The ways in which a text can be refused, each with words for the person who wrote it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RefusedText(Exception):
    """A text that is not rendered. `message` says, translated when shown, how to put it right."""

    message: Promise | str = _("This text cannot be shown. Shorten it, or split it into several parts.")

    def __init__(self, message: Promise | str | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)


class TooLong(RefusedText):
    """The source, or the HTML made from it, is over its limit."""

    message = _("This text is too long. Keep it under 200 kB, or split it into several parts.")


class TooLarge(TooLong):
    """A short source that grows into a very large page, such as a table of a thousand columns."""

    message = _(
        "This text makes a page that is too large. Use smaller tables and fewer footnotes, or split it into several parts."
    )


class TooSlow(RefusedText):
    """The text was still being worked on when its time was up."""

    message = _(
        "This text takes too long to show. Use fewer brackets, nested lists and tables, or split it into several parts."
    )

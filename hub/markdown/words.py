"""The few words that the renderer itself adds: stored as a sign or a plain name, shown in the reader's language."""

from html import escape

from django.utils.translation import gettext_lazy as _

WORD = "word"
"""The type of the token that carries one."""

_NAMES = {
    "note": _("Note"),
    "warning": _("Warning"),
    "lesson": _("Lesson"),
    "short": _("In short"),
    "done": _("Done:"),
    "todo": _("To do:"),
    "back": _("Back to the text"),
}
# Signs that are read aloud badly or not at all: the name goes with them, unseen.
_SIGNS = {"done": "☑", "todo": "☐", "back": "↩"}

PATTERN = r'<span class="hub-word hub-word--(?P<word>[a-z]{1,9})">[^<]*</span>'


def word(kind: str) -> str:
    """The HTML of a word as it is stored."""
    return f'<span class="hub-word hub-word--{kind}">{_SIGNS.get(kind) or kind.capitalize()}</span>'


def shown(kind: str) -> str:
    """The HTML of a word as a reader gets it; empty for a kind that there is not."""
    if kind not in _NAMES:
        return ""
    name = escape(str(_NAMES[kind]))
    if kind in _SIGNS:
        return f'<span aria-hidden="true">{_SIGNS[kind]}</span><span class="govuk-visually-hidden">{name} </span>'
    return name

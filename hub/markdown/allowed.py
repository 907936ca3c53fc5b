"""The allow-list: which tags and attributes the HTML of a text may have. Both sanitisers use this one."""

import re

from .addresses import SCHEMES, is_allowed, is_local
from .findings import PREFIX

# fmt: off
TAGS = frozenset({
    "h2", "h3", "h4", "h5", "h6", "p", "div", "section", "blockquote", "pre", "hr", "br",
    "figure", "figcaption", "details", "summary",
    "ul", "ol", "li", "dl", "dt", "dd",
    "table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td",
    "a", "img", "span", "em", "strong", "b", "i", "u", "s", "del", "ins", "sub", "sup", "small", "mark", "q",
    "abbr", "cite", "code", "dfn", "kbd", "samp", "time", "var",
})
# fmt: on

ATTRIBUTES = {
    "*": {"id", "class", "lang", "dir"},
    "a": {"href", "title", "data-link"},
    "abbr": {"title"},
    "details": {"open"},
    "dfn": {"title"},
    "div": {"tabindex", "role", "aria-label"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}

# The classes that the renderer itself writes, one by one: the application's others are not for texts.
_CLASS = re.compile(
    r"language-[\w+#.-]{1,40}"
    r"|hub-callout(--(note|warning|lesson|short)|__title)?"
    r"|hub-word(--[a-z]{1,9})?"
    r"|hub-(scroll|task|right|center|footnotes|footnote-ref)",
    re.ASCII,
)

# What the value of an attribute must look like; those not named may be any text.
_VALUES = {
    "lang": re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "tabindex": re.compile(r"0"),
    "role": re.compile(r"region"),
    "aria-label": re.compile(r"Table \d{1,5}"),
    "width": re.compile(r"\d{1,4}"),
    "height": re.compile(r"\d{1,4}"),
    "start": re.compile(r"\d{1,9}"),
    "colspan": re.compile(r"\d{1,2}"),
    "rowspan": re.compile(r"\d{1,3}"),
    "scope": re.compile(r"row|col|rowgroup|colgroup"),
    "data-link": re.compile(r"[0-9a-f]{16}-\d{1,6}"),
}

URL_SCHEMES = SCHEMES


def kept(tag: str, name: str, value: str) -> str | None:
    """The value with which an attribute stays, or None if it goes. `value` has its entities resolved."""
    if name == "href":
        if value.startswith("#") and not value.startswith("#" + PREFIX):
            return "#" + PREFIX + value[1:]
        return value if is_allowed(value) else None
    if name == "src":
        return value if is_local(value) else None
    if name == "class":
        return " ".join(c for c in value.split() if _CLASS.fullmatch(c)) or None
    if name == "id":
        return value if value and not any(c.isspace() for c in value) else None
    pattern = _VALUES.get(name)
    return value if not pattern or pattern.fullmatch(value) else None

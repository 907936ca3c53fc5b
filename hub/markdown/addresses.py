"""Which addresses a text may point to: web pages, mail addresses and places inside the hub."""

import re
import unicodedata

SCHEMES = frozenset({"http", "https", "mailto"})

_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_SCHEME = re.compile(r"([^/?#:]*):")


def bare(url: str) -> str:
    """The address without control, format and space characters, and with "/" for every backslash.

    Browsers drop or change these before they look for a scheme or a host, so the rules below look at
    what is left.
    """
    if url.isascii() and url.isprintable():
        return url.replace(" ", "").replace("\\", "/")
    return "".join(c for c in url if unicodedata.category(c) not in _UNSEEN).replace("\\", "/")


def scheme(url: str) -> str:
    """What stands before the first colon of an address, in lower case; empty for a relative one."""
    found = _SCHEME.match(bare(url))
    return found[1].lower() if found else ""


def is_allowed(url: str) -> bool:
    """Whether a text may link there: http, https, mailto, or a relative address that names no host."""
    found = _SCHEME.match(bare(url))
    if found:
        return found[1].lower() in SCHEMES
    return is_local(url)


def is_local(url: str) -> bool:
    """Whether the address stays inside the hub: neither a scheme nor a host."""
    rest = bare(url)
    return not _SCHEME.match(rest) and not rest.startswith("//")


def is_external(url: str) -> bool:
    """Whether the address leads to another site."""
    return scheme(url) in {"http", "https"}

"""Showing in a text which of its words were asked for."""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


def marked(text: str, words: list[str]) -> SafeString:
    """`text`, escaped, with every occurrence of `words` (in any case) in <mark>."""
    if not words:
        return escape(text)
    parts, end = [], 0
    for found in _any_of(tuple(words)).finditer(text):
        parts += [escape(text[end : found.start()]), "<mark>", escape(found[0]), "</mark>"]
        end = found.end()
    return mark_safe("".join([*parts, escape(text[end:])]))


@lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    # Longest first, so that "taxes" is not marked as "tax" and a rest.
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)

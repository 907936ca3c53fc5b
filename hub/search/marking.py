"""Showing in a text which of its words were asked for."""

from __future__ import annotations

import re

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe


def marked(text: str, words: list[str]) -> SafeString:
    """`text`, escaped, with every occurrence of `words` (in any case) in <mark>."""
    if not words:
        return conditional_escape(text)
    # Longest first, so that "taxes" is not marked as "tax" and a rest.
    wanted = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    parts, end = [], 0
    for found in wanted.finditer(text):
        parts += [conditional_escape(text[end : found.start()]), format_html("<mark>{}</mark>", found[0])]
        end = found.end()
    return mark_safe("".join([*parts, conditional_escape(text[end:])]))

"""Slugs: the short ASCII names of pages and headings in addresses."""

import re
import unicodedata
from hashlib import sha256

LONGEST = 80

# Letters that Unicode does not take apart into a base letter and an accent, and signs that are read aloud.
_SPELT = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "ng",
        "&": " and ", "'": "", "\u2019": "", "\u02bc": "",
    }
)  # fmt: skip
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def slugify(title: str, fallback: str = "page") -> str:
    """The slug of a title: lower-case letters a to z, digits and single hyphens, 1 to 80 characters.

    Accents are dropped (ŵ becomes w). A title in another script gets the fallback and a short stamp of
    its own, so that two of them differ, and so does one of emoji; a title of punctuation gets the fallback alone.
    """
    words = title[: 4 * LONGEST].casefold().translate(_SPELT)
    words = unicodedata.normalize("NFKD", words)
    words = "".join(c for c in words if not unicodedata.combining(c))
    slug = _NOT_IN_SLUG.sub("-", words).strip("-")[:LONGEST].strip("-")
    if slug:
        return slug
    if any(c.isalnum() or unicodedata.category(c) == "So" for c in words):
        return f"{fallback}-{sha256(words.encode()).hexdigest()[:8]}"
    return fallback

"""Recognising in plain words what should not be published: numbers of persons, references of cases, protective markings.

It is better to miss some than to cry wolf: example numbers, helplines, and numbers without a sign of what they are (in code,
in addresses) are left alone. bench/guard.py counts how often it stops somebody over a folder of real pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.guard.code import without_code

KINDS = {
    "ni": gettext_lazy("National Insurance number"),
    "nhs": gettext_lazy("NHS number"),
    "phone": gettext_lazy("A person’s phone number"),
    "case": gettext_lazy("Case reference"),
    "marking": gettext_lazy("Protective marking"),
}
CONTEXT = 60  # characters shown on either side
NEAR = 60  # characters in which a word may say what the number after it is

_ADDRESS = re.compile(r"(?:https?://|www\.|/f/)[^\s<>()\"']+")

_NI = re.compile(
    r"(?<![\w/-])(?!BG|GB|KN|NK|NT|TN|ZZ)"
    r"(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]([ .-]?)\d\d\1\d\d\1\d\d\1[A-D]"
    r"|(?i:[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z]\d{6}[a-d]))(?![\w/])"
)
_NI_CUT_SHORT = re.compile(r"(?<![\w/-])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d(?![\w/])")
_SAYS_NI = re.compile(r"(?i)national insurance|\bNINO\b|\bNI (?:no|number)")
_NHS = re.compile(r"(?<![\w/.,£-])(?<!\d )\d{3} \d{3} \d{4}(?![\w/-])(?! \d)")
_NHS_RUN = re.compile(r"(?<![\w/.,£-])(?:\d{10}|\d{3}-\d{3}-\d{4})(?![\w/-])")  # as phone numbers and keys look, too
_SAYS_NHS = re.compile(r"(?i)\bNHS\b|\bpatient")
_MOBILE = re.compile(r"(?<![\w/.-])(?:(?:\+|00)44[ -]?(?:\(0\)[ -]?)?|0|\(0)7(?:[ )-]{0,2}\d){9}(?![\w/-])")
_LANDLINE = re.compile(r"(?<![\w/.-])(?:(?:\+|00)44[ -]?(?:\(0\)[ -]?)?|\(?0)[12](?:[ )-]{0,2}\d){8,9}(?![\w/-])")
_SAYS_PERSON = re.compile(
    r"(?i)\b(?:her|his|claimant|client|customer|patient|tenant|pupil|caller|mrs?|ms|miss|home)\b[^\n]{0,40}"
    r"\b(?:tel|telephone|phone|number|call|ring|mobile)\b"
)
_CASE = re.compile(
    r"\b(?i:case|claim|complaint|client|customer|incident|referral|appeal)(?i:’s|'s)? "
    r"(?i:ref(?:erence)?|number|no|id)\b\.?(?i: (?:number|no\.?))?(?: is|:| :|=|#)? ?#?"
    r"((?=(?:[A-Z/-]*\d){4})[A-Z]{0,5}[-/]?\d[\dA-Z/-]*[\dA-Z])(?!\w)"
)
_MARKS = re.compile(
    r"\bOFFICIAL ?[-–—:/] ?SENSITIVE\b|\bTOP SECRET\b|\bUK (?:SECRET|EYES ONLY)\b"
    r"|^[ \t>#*_[(]*(?:SECRET|CONFIDENTIAL|RESTRICTED)(?: ?[-–—:/] ?[A-Z][A-Z ,-]*)?[ \t*_\])]*$",
    re.M,
)
# 07700 900000 to 900999 are for stories; 076 are pagers, but for those of the Isle of Man, and 070 is sold to businesses.
_NO_MOBILE = re.compile(r"7700900|70|76(?!24)")
_STAGE = re.compile(
    r"20794600|1134960|1144960|1154960|1164960|1174960|1184960|1214960|1314960|1414960|1514960|1614960|1632960|1914980"
)


@dataclass(frozen=True)
class Finding:
    """Something recognised in `text`: its kind (a key of KINDS) and its place there."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def found(self) -> str:
        return self.text[self.start : self.end]

    @property
    def before(self) -> str:
        """What stands before it, cut at a word."""
        cut = self.text[max(0, self.start - CONTEXT) : self.start]
        return cut if self.start <= CONTEXT else f"… {cut.partition(' ')[2]}"

    @property
    def after(self) -> str:
        cut = self.text[self.end : self.end + CONTEXT]
        return cut if self.end + CONTEXT >= len(self.text) else f"{cut.rpartition(' ')[0]} …"

    @property
    def sign(self) -> tuple[str, str]:
        """The same for the same thing, however it is spaced."""
        return self.kind, "".join(c for c in self.found.upper() if c.isalnum())


def find(text: str) -> list[Finding]:
    """Everything recognised in `text`, in its order; no two at the same place."""
    plain = _ADDRESS.sub(_blanks, text)
    prose = without_code(plain)
    found = [Finding(kind, text, *place) for kind, place in (*_numbers(plain, prose), *_cases(prose), *_marks(plain))]
    return _apart(found)


def _numbers(plain: str, prose: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """(kind, place) of each number of a person. In code (`plain` without it is `prose`) only what can be nothing else."""
    for match in _NI.finditer(plain):
        if not _is_example(match[0][2:-1]):
            yield "ni", match.span()
    for match in _NI_CUT_SHORT.finditer(plain):
        if _said(_SAYS_NI, plain, match) and not _is_example(match[0][2:]):
            yield "ni", match.span()
    for match in _NHS.finditer(prose):
        if _is_nhs(match[0]):
            yield "nhs", match.span()
    for match in _NHS_RUN.finditer(plain):
        if _is_nhs(match[0]) and _said(_SAYS_NHS, plain, match):
            yield "nhs", match.span()
    for match in _MOBILE.finditer(prose):
        if _is_persons(match[0]):
            yield "phone", match.span()
    for match in _LANDLINE.finditer(prose):
        if _said(_SAYS_PERSON, prose, match) and _is_persons(match[0]):
            yield "phone", match.span()


def _cases(prose: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for match in _CASE.finditer(prose):
        if not _is_example(match[1]):
            yield "case", match.span(1)
    for pattern in _own_patterns(tuple(settings.CASE_REFERENCES)):
        yield from (("case", match.span()) for match in pattern.finditer(prose) if match[0])


def _marks(plain: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Markings above the hub's own."""
    if "SENSITIVE" not in str(settings.HUB_MARKING).upper():
        yield from (("marking", _trimmed(match)) for match in _MARKS.finditer(plain))


def noticed(text: str) -> list[list[str]]:
    """What the report of an import says about `text`: [sentence, in which line] of each finding, without the words."""
    return [
        [
            _("Recognised, to be looked at: %(kind)s") % {"kind": one.label},
            _("line %(n)s") % {"n": text.count("\n", 0, one.start) + 1},
        ]
        for one in find(text)
    ]


def _apart(found: list[Finding]) -> list[Finding]:
    """`found` in order, without what overlaps an earlier one."""
    kept: list[Finding] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


@lru_cache(maxsize=4)
def _own_patterns(patterns: tuple[str, ...]) -> list[re.Pattern]:
    return [re.compile(pattern) for pattern in patterns]


def _blanks(match: re.Match) -> str:
    """As many blanks, so that places stay what they are."""
    return re.sub(r"[^\n]", " ", match[0])


def _said(what: re.Pattern, text: str, match: re.Match) -> bool:
    """Whether the words before it say that it is such a number."""
    return what.search(text, max(0, match.start() - NEAR), match.start()) is not None


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _is_example(text: str) -> bool:
    """Whether its digits are those people make up: 12 34 56, 00 00 00, 01 02 03."""
    digits = _digits(text)
    return len(set(digits)) == 1 or digits.startswith("1234") or digits.endswith("123456") or digits == "010203"


def _is_nhs(text: str) -> bool:
    """Whether the check digit is right."""
    digits = [int(c) for c in text if c.isdigit()]
    check = 11 - sum(digit * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return len(set(digits)) > 1 and check % 11 == digits[9]


def _is_persons(text: str) -> bool:
    """Whether somebody may answer there: no example, no number for stories."""
    digits = re.sub(r"^(?:0044|44)0?|^0", "", _digits(text))
    if len(digits) not in (9, 10) or digits.endswith(("123456", "456789")) or len(set(digits[-6:])) == 1:
        return False
    return not (_NO_MOBILE.match(digits) or _STAGE.match(digits))


def _trimmed(match: re.Match) -> tuple[int, int]:
    """The mark itself, without what only makes it bold."""
    start, end = match.span()
    inner = match[0].strip(" \t>#*_[]()")
    start = match.string.index(inner, start, end)
    return start, start + len(inner)

"""A post as the page of a discussion reads it: plain values, since a screen holds sixty, and what `dress` says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from forums.branches import Placed
from forums.models import Post, Topic
from hub.models import Agency, OutsideAuthor, User
from hub.templatetags import components

_PERSON = ("author", "author__name", "author__handle", "author__employer", "author__is_superuser", "author__is_active")
_AGENCY = ("agency", "agency__name", "agency__short_name")
_OUTSIDE = ("outside_author", "outside_author__name", "outside_author__source")
_OWN = ("pk", "number", "path", "parent", "html", "created_at", "edited_at", "removed_at", "removed_by", "source_url")
# What is read of a post; `answers_to`, the name of whom it answers, is an annotation.
COLUMNS = (*_OWN, "answers_to", *_PERSON, *_AGENCY, *_OUTSIDE)


class Hand(NamedTuple):
    """Whoever wrote a post, as it names them."""

    name: str
    avatar: SafeString
    byline: SafeString


class Found(NamedTuple):
    """One kind of reaction to a post: how many people, and whether the reader is one of them."""

    kind: str
    label: str
    count: int
    mine: bool


@dataclass(slots=True, eq=False)
class ShownPost(Placed):
    """One post of `topic`; `signed` are the columns of its hand."""

    topic: Topic
    pk: int
    number: int
    path: str
    parent_id: int | None
    html: str
    created_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    removed_by_id: int | None
    source_url: str
    answers_to: str | None
    signed: tuple
    # How this reader sees it: its text, by whom it was removed, what people found of it, what can be done with it.
    shown: str = ""
    gone: str = ""
    found: tuple[Found, ...] = ()
    acts: frozenset[str] = field(default_factory=frozenset)
    is_mine: bool = False
    is_new: bool = False
    is_accepted: bool = False
    is_verified: bool = False

    @classmethod
    def of(cls, topic: Topic, row: tuple) -> ShownPost:
        """The post of a row of COLUMNS."""
        own = len(_OWN) + 1
        return cls(topic, *row[:own], row[own:])

    @property
    def author_id(self) -> int | None:
        return self.signed[0]

    @property
    def outside_author_id(self) -> int | None:
        return self.signed[len(_PERSON) + len(_AGENCY)]

    @property
    def hand(self) -> Hand:
        return _hand(self.signed, get_language(), get_script_prefix())

    @property
    def hand_name(self) -> str:
        return self.hand.name

    @property
    def byline(self) -> SafeString:
        return self.hand.byline


@lru_cache(maxsize=4096)
def _hand(signed: tuple, _language: str | None, _prefix: str) -> Hand:
    author, name, handle, employer, superuser, active, agency, agency_name, short_name, outside, outside_name, source = signed
    marks = {"employer_id": employer, "is_superuser": superuser, "is_active": active}
    row = Post(
        author=User(pk=author, name=name, handle=handle, **marks) if author else None,
        agency=Agency(pk=agency, name=agency_name, short_name=short_name) if agency else None,
        outside_author=OutsideAuthor(pk=outside, name=outside_name, source=source) if outside else None,
    )
    return Hand(row.hand_name, components.avatar(row.hand), components.byline(row))

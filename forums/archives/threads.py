"""The one shape of what is read: threads of messages, each with its hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


class Unreadable(Exception):
    """The file is no archive of a kind that is known."""


@dataclass(frozen=True)
class Hand:
    """Who wrote something; `key` tells two of the same name apart."""

    key: str
    name: str
    url: str = ""


@dataclass
class Message:
    """One thing that somebody wrote. `html` is as it came, not cleaned; `markdown` stands instead of it where it was that."""

    key: str
    hand: Hand
    at: datetime | None
    html: str = ""
    markdown: str = ""
    parent: str = ""  # the key of the message that it answers; "" answers the opening
    url: str = ""


@dataclass
class Thread:
    """One discussion: the first of its messages is the opening, the others follow in the order of time."""

    key: str
    title: str
    messages: list[Message]
    url: str = ""
    topics: list[str] = field(default_factory=list)
    is_question: bool = False
    accepted: str = ""  # the key of the message that was accepted as the answer
    closed_at: datetime | None = None
    lost: list[str] = field(default_factory=list)  # what could not be kept, a sentence each


@dataclass
class Archive:
    """A file: the name of its source, its threads, and what could not be read at all (where, why)."""

    source: str
    threads: list[Thread] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)

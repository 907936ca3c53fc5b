"""What a search answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from hub.models import Item


@dataclass(frozen=True)
class Hit:
    """One thing that was found. `title` and `excerpt` are escaped, with the words that were asked for in <mark>."""

    item: Item
    title: SafeString
    excerpt: SafeString = SafeString("")
    anchor: str = ""  # the part of the item that was found: post-51, v3

    @property
    def url(self) -> str:
        """Where it is read, the part inside the item included."""
        return self.item.type.part_url(self.item, self.anchor)

    @property
    def place(self) -> str:
        """What its part is called, where that helps to find it: page 2."""
        return self.item.type.part_name(self.anchor)


@dataclass(frozen=True)
class SearchPage:
    """One page of results. `total` and `kinds` ({kind: how many, whatever kind is chosen}) count what the reader may see."""

    query: str = ""
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    did_you_mean: str = ""  # another spelling, of which this reader finds something
    by_title_only: bool = False  # the index is being made: only titles were looked at


EMPTY = SearchPage()

"""Search: one question, answered only from what the asker may see. `search` and `suggest` are the whole interface."""

from hub.search.answers import LONGEST, search, suggest
from hub.search.results import EMPTY, Hit, SearchPage

__all__ = ["EMPTY", "LONGEST", "Hit", "SearchPage", "search", "suggest"]

"""How words are cut and folded for the index. Pickled into it: names here must stay importable."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import Stemmer
from whoosh.analysis import Analyzer, Filter, LowercaseFilter, RegexTokenizer, StopFilter

# Only the very commonest: a phrase of advisers ("to be paid") should still be found.
_STOP = frozenset("a an and are as at be by for from in is it of on or that the this to was with".split())
_stemmer = Stemmer.Stemmer("english")


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Without accents: "ŵyl" and "wyl" are one word to somebody with an English keyboard."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem by Snowball: Whoosh's own makes "runn" of running."""
    return _stemmer.stemWord(word)


class FoldFilter(Filter):
    """Takes accents off."""

    def __call__(self, tokens):
        for token in tokens:
            token.text = fold(token.text)
            yield token


class SnowballFilter(Filter):
    """Takes endings off."""

    def __call__(self, tokens):
        for token in tokens:
            token.text = stem(token.text)
            yield token


def exact() -> Analyzer:
    """Words as they stand, for phrases, beginnings of words and spelling."""
    return RegexTokenizer(r"\w+") | LowercaseFilter() | FoldFilter()


def stemmed() -> Analyzer:
    """Stems without the commonest words."""
    return RegexTokenizer(r"\w+") | LowercaseFilter() | FoldFilter() | StopFilter(stoplist=_STOP, minsize=1) | SnowballFilter()


def stem_of(word: str) -> str | None:
    """The term of a typed word in the stemmed field; None for a word that is not kept there."""
    folded = fold(word.lower())
    return None if folded in _STOP else stem(folded)

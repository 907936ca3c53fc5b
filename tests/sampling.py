"""Long lists of cases: every nth of them in the fast part of the suite, all of them where nothing is left out."""

import pytest


def one_of(cases: list[str], *kept: str) -> list:
    """All `cases` of a test, of which those that are not `kept` are marked slow."""
    return [case if case in kept else pytest.param(case, marks=pytest.mark.slow) for case in cases]


def sampled(every: int, *, once: bool = False) -> pytest.MarkDecorator:
    """A test with the argument `some`, a slice to take of its cases: each nth, and once more, marked slow, all.

    `once`: the cases say nothing about the database, and all of them are only taken on one.
    """
    slices = [
        pytest.param(slice(None, None, every), id=f"every-{every}"),
        pytest.param(slice(None), id="all", marks=[pytest.mark.slow, pytest.mark.once] if once else pytest.mark.slow),
    ]
    return pytest.mark.parametrize("some", slices)

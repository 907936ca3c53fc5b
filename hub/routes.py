"""Addresses by the name of their route. A page names some fifty, the same ones again and again, and Django works each out
anew; what is kept here depends on name, arguments and prefix alone, so it says nothing about anybody."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

_KEPT = 8192  # addresses a process


def address(name: str, *args: object) -> str:
    """What `reverse` answers. Raises NoReverseMatch."""
    return _address(get_script_prefix(), get_urlconf(), name, args)


@lru_cache(maxsize=_KEPT)
def _address(_prefix: str, _urlconf: str | None, name: str, args: tuple) -> str:
    return reverse(name, args=args)

"""Answers that were accepted or verified, as evidence of what whoever wrote them knows."""

from __future__ import annotations

from django.utils.translation import ngettext

from forums.models import Topic
from hub import evidence
from hub.models import User


@evidence.shows
def accepted(person: User, viewer: User) -> tuple[int, str]:
    """Answers that whoever asked accepted; not those to questions of their own."""
    found = Topic.objects.visible_to(viewer).filter(accepted__author=person, accepted__removed_at=None)
    n = found.exclude(author=person).count()
    return n, ngettext("%(n)s accepted answer", "%(n)s accepted answers", n) % {"n": n}


@evidence.shows
def verified(person: User, viewer: User) -> tuple[int, str]:
    """Answers that somebody else checked."""
    found = Topic.objects.visible_to(viewer).filter(verified__author=person, verified__removed_at=None)
    n = found.exclude(verified_by=person).count()
    return n, ngettext("%(n)s verified answer", "%(n)s verified answers", n) % {"n": n}

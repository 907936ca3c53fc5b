"""Posts made ready for the page: their words as this reader may see them, what others found, and what can be done with each."""

from __future__ import annotations

from django.utils.translation import gettext as _

from forums import policy
from forums.branches import open_around
from forums.models import Topic
from forums.reading import Screen, reactions_to
from forums.shown import ShownPost
from hub import links
from hub.models import Removal, User
from hub.moderation import removing


def dress(screen: Screen, topic: Topic, reader: User, can: dict[str, bool], *, target: int = 0) -> None:
    """Give each post of a screen what its template shows; two queries for all of them.

    `shown` its text, `found` (reactions), `is_new`, `is_mine`, `is_accepted`, `is_verified`, `gone` ("Removed by author"),
    `acts` what the reader may do with it. Branches with something new, or with the post `target`, are
    open.
    """
    posts = screen.posts
    acts = _Acts(reader, can)
    there = {post.anchor: post.html for post in posts if not post.removed_at}
    texts = links.shown_parts(there, topic, reader)
    found = reactions_to([post for post in posts if not post.removed_at], reader)
    marks = removing.marks(topic) if len(there) < len(posts) else {}
    for post in posts:
        post.is_mine = post.author_id == reader.pk
        post.is_new = bool(topic.read_to) and post.number > topic.read_to and not post.is_mine
        post.is_accepted, post.is_verified = post.pk == topic.accepted_id, post.pk == topic.verified_id
        post.gone = _gone(post, marks.get(post.anchor)) if post.removed_at else ""
        post.shown = texts.get(post.anchor, "")
        post.found = found.get(post.pk, ())
        post.acts = acts.of(post)
    open_around(screen.branches + screen.answers, {post.pk for post in posts if post.is_new or post.pk == target})


def _gone(post: ShownPost, mark: Removal | None) -> str:
    """By whom as what, and why: the mark in the place of a post."""
    said = _("Removed by author") if post.removed_by_id == post.author_id else _("Removed by a moderator")
    return f"{said}: {mark.reason}" if mark and mark.reason else said


class _Acts:
    """What the reader may do with each post; asked of `can` once for all posts that are alike."""

    def __init__(self, reader: User, can: dict[str, bool]) -> None:
        self.reader, self.can = reader, can
        self.known: dict[tuple[bool, bool], frozenset[str]] = {}

    def of(self, post: ShownPost) -> frozenset[str]:
        """Names of acts."""
        if post.removed_at:
            return frozenset({"bring_back"} if post.html and policy.can_bring_back(self.reader, post) else ())
        alike = post.is_mine, post.is_opening
        if alike not in self.known:
            self.known[alike] = frozenset(self._standing(*alike))
        return self.known[alike]

    def _standing(self, is_mine: bool, is_opening: bool) -> set[str]:
        can, acts = self.can, set()
        if can["reply"]:
            acts |= {"reply", "quote"}
        if can["contribute"]:
            acts |= {"edit", "remove"} if is_mine else {"react"}
        if can["moderate"]:
            acts.add("remove")
        if not is_mine:
            acts.add("flag")
        if not is_opening:
            acts |= {act for act in ("accept", "verify") if can[act]}
        return acts

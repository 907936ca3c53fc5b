"""One run of an import: a discussion for each thread of an archive, or what came to it since the last run."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions.holding import count_up
from forums.archives import Archive, Hand, Message, Thread, read_archive
from forums.models import Post, Topic
from hub import events, guard, links, markdown
from hub.markdown.rendering import plain_words
from hub.models import Imported, ImportRun, Item, OutsideAuthor, Space, User, signed
from hub.tagging import LONGEST_TOPIC, MOST_TOPICS
from hub.texts import cut

Tell = Callable[[int, int, str], None]  # done, of how many, the title at hand

_LOCAL = re.compile(r'(<a href=")(/(?!/)[^"]*)')


def import_archive(space: Space, path: Path, *, by: User | None = None, tell: Tell | None = None) -> ImportRun:
    """Make a discussion of each thread in a file, or add what is new in it. A second run of the same file changes nothing.

    Dates, order, hands, accepted answers and what was closed are kept; nobody is told. What could not be kept is in the
    run's report. Raises Unreadable and OSError, and then has written nothing.
    """
    archive = read_archive(path)
    importer = _Importer(space, archive, by)
    for done, thread in enumerate(archive.threads, 1):
        importer.bring_in(thread)
        if tell:
            tell(done, len(archive.threads), thread.title)
    return importer.end()


class _Importer:
    """One run: what is known from the runs before, and what this one did."""

    def __init__(self, space: Space, archive: Archive, by: User | None) -> None:
        self.space, self.archive, self.by = space, archive, by
        self.name = f"threads {archive.source}"[:100]
        rows = Imported.objects.filter(space=space, source=self.name).select_related("item")
        self.known = {row.key: row for row in rows}
        self.hands = {hand.key: hand for hand in OutsideAuthor.objects.filter(source=self.name)}
        self.report: list[dict] = []
        self.run = ImportRun.objects.create(kind="threads", source=self.name, space=space, by=by)

    def bring_in(self, thread: Thread) -> None:
        """Make or change one discussion, whole or not at all."""
        lost = [[why, ""] for why in thread.lost]
        digest = _digest(thread)
        row = self.known.get(thread.key[:500])
        if row and row.digest == digest:
            done: dict = {"did": "unchanged", "topic": row.item_id}
        elif row and row.item.removed_at:
            done = {"did": "skipped"}
            lost.append([_("It was removed here: left out"), ""])
        else:
            # Cleaning takes its time and is done before the transaction.
            bodies = {message.key: self._body(message, thread, lost) for message in thread.messages}
            with transaction.atomic():
                done = self._change(row, thread, bodies, digest) if row else self._make(thread, bodies, digest)
            for body in bodies.values():
                lost += guard.noticed(plain_words(body))
        self.report.append({"path": thread.title, **done, "lost": lost})

    def end(self) -> ImportRun:
        """Write down what was done."""
        self.report += [{"path": where, "did": "skipped", "lost": [[why, ""]]} for where, why in self.archive.skipped]
        self.run.report, self.run.ended_at = self.report, timezone.now()
        self.run.save(update_fields=["report", "ended_at"])
        did = [entry["did"] for entry in self.report]
        counts = {word: did.count(word) for word in ("made", "changed")}
        if any(counts.values()):
            events.record(
                self.by, "forums.threads_imported", space=self.space, audit=True, quiet=True, run=self.run.pk, **counts
            )
        return self.run

    def _make(self, thread: Thread, bodies: dict[str, str], digest: str) -> dict:
        opening = thread.messages[0]
        began = _moment(opening.at)
        topic = Topic.objects.create(
            space=self.space,
            slug=markdown.slugify(thread.title, fallback="discussion"),
            title=thread.title[:200],
            form=Topic.Form.QUESTION if thread.is_question else Topic.Form.DISCUSSION,
            summary=cut(plain_words(bodies[opening.key]).replace("\n", " ")),
            created_at=began,
            **signed(self._hand(opening.hand)),
        )
        posts = self._add(topic, thread, bodies, {})
        topic.opening = posts[opening.key]
        topic.tags.set(_topics(thread))
        self._settle(topic, thread, posts)
        Imported.objects.create(
            run=self.run, space=self.space, source=self.name, key=thread.key[:500], digest=digest, item=Item(pk=topic.pk)
        )
        links.appeared(topic)
        events.record(self.by, "forums.topic_imported", topic, quiet=True, at=began)
        return {"did": "made", "topic": topic.pk, "posts": len(posts)}

    def _change(self, row: Imported, thread: Thread, bodies: dict[str, str], digest: str) -> dict:
        """What came to a thread since it was imported: further messages, changed words, an answer, that it was closed."""
        Item.objects.select_for_update(no_key=True).get(pk=row.item_id)
        topic = Topic.objects.select_related("space").get(pk=row.item_id)
        posts = {post.source_key: post for post in Post.objects.filter(topic=topic.pk).exclude(source_key="")}
        for message in thread.messages:
            post = posts.get(message.key[:300])
            if post and post.html != bodies[message.key]:
                _set_body(post, bodies[message.key])
                post.save(update_fields=["html", "words", "text"])
        before = set(posts)
        posts = self._add(topic, thread, bodies, posts)
        self._settle(topic, thread, posts)
        topic.touch(at=topic.last_post_at)
        Imported.objects.filter(pk=row.pk).update(digest=digest)
        added = [post.pk for key, post in posts.items() if key not in before]
        return {"did": "changed", "topic": topic.pk, "added": added}

    def _add(self, topic: Topic, thread: Thread, bodies: dict[str, str], known: dict[str, Post]) -> dict[str, Post]:
        """{key: post} of all messages of a thread; those that are not known yet are added in their order."""
        posts = dict(known)
        for message in thread.messages:
            key = message.key[:300]
            if key in posts:
                continue
            topic.last_number += 1
            above = posts.get(message.parent[:300]) if message.parent else None
            above = above if above and above.number > 1 else None
            post = Post(
                topic=topic,
                number=topic.last_number,
                parent=above,
                path="" if topic.last_number == 1 else (above or Post()).path_below(topic.last_number),
                created_at=_moment(message.at),
                source_key=key,
                source_url=message.url[:500],
                **signed(self._hand(message.hand)),
            )
            _set_body(post, bodies[message.key])
            post.save(force_insert=True)
            posts[key] = post
        topic.save(update_fields=["last_number"])
        return posts

    def _settle(self, topic: Topic, thread: Thread, posts: dict[str, Post]) -> None:
        """What stands on the discussion itself: its answer, whether it is closed, its counts and dates."""
        topic.accepted = posts.get(thread.accepted) or topic.accepted
        if thread.closed_at and not topic.closed_at:
            topic.closed_at = _moment(thread.closed_at)
        topic.save(update_fields=["opening", "accepted", "closed_at"])
        count_up(topic)
        Item.objects.filter(pk=topic.pk).update(changed_at=topic.last_post_at)

    def _hand(self, hand: Hand) -> OutsideAuthor:
        key = hand.key[:200]
        if key not in self.hands:
            defaults = {"name": hand.name[:200], "url": hand.url[:500]}
            self.hands[key] = OutsideAuthor.objects.get_or_create(source=self.name, key=key, defaults=defaults)[0]
        return self.hands[key]

    def _body(self, message: Message, thread: Thread, lost: list) -> str:
        """The clean HTML of a message, without links to people and pages of this hub, whose names it cannot mean."""
        try:
            if message.markdown:
                html = markdown.fill(markdown.render(message.markdown).html, {})
            else:
                html = markdown.clean_html(message.html)
        except markdown.RefusedText as refused:
            lost.append([str(refused), message.key])
            return ""
        base = "/".join(thread.url.split("/")[:3])
        return _LOCAL.sub(rf"\g<1>{base}\g<2>", html) if base else html


def _set_body(post: Post, html: str) -> None:
    post.html, post.words, post.renderer = html, plain_words(html), 0
    post.text = post.words.replace("\n", "\n\n")


def _moment(at: datetime | None) -> datetime:
    """When it was written; nothing is dated in the future, and what has no date is dated now."""
    now = timezone.now()
    return min(at, now) if at else now


def _topics(thread: Thread) -> list[str]:
    names = [tag.replace("-", " ")[:LONGEST_TOPIC] for tag in thread.topics if any(c.isalnum() for c in tag)]
    return names[:MOST_TOPICS]


def _digest(thread: Thread) -> str:
    """Stands for all that a thread says; it is the same while nothing in it changed."""
    own = {name: value for name, value in vars(thread).items() if name not in {"lost", "messages"}}
    messages = [{**vars(message), "hand": vars(message.hand)} for message in thread.messages]
    return hashlib.sha256(json.dumps([own, messages], default=str, sort_keys=True).encode()).hexdigest()

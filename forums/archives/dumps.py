"""Dumps of question sites: one thread a line, with replies and comments, as `site, id, url, title, tags, author, …`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from forums.archives.threads import Archive, Hand, Message, Thread

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


def read(content: bytes, name: str) -> Archive:
    """Every line that can be read; the others are named with the reason."""
    archive = Archive(source=name)
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line.decode("utf-8-sig"))
            thread = _thread(record)
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
            archive.skipped.append((_("line %(n)s") % {"n": number}, _("This is no thread")))
            continue
        if record.get("site") and archive.source == name:
            archive.source = str(record["site"])
        archive.threads.append(thread)
    return archive


def _thread(record: dict) -> Thread:
    """One record as a thread. Raises ValueError, KeyError, TypeError or AttributeError where it is none."""
    url = _web(record.get("url"))
    base = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" if url else ""
    opening = Message(
        f"q{record['id']}", _hand(record, base), _moment(record.get("date")), html=str(record["body_html"]), url=url
    )
    rest = _comments(record, opening, url, base)
    for reply in record.get("replies") or []:
        address = f"{base}/a/{reply['id']}" if base else ""
        answer = Message(
            f"a{reply['id']}", _hand(reply, base), _moment(reply.get("date")), html=str(reply["body_html"]), url=address
        )
        rest += [answer, *_comments(reply, answer, address, base)]
    rest.sort(key=lambda message: message.at or _FIRST)
    accepted = record.get("accepted")
    return Thread(
        key=url or f"q{record['id']}",
        title=" ".join(str(record["title"]).split()),
        messages=[opening, *rest],
        url=url,
        topics=[str(tag) for tag in record.get("tags") or []],
        is_question=True,
        accepted=f"a{accepted}" if accepted else "",
        closed_at=_moment(record.get("closed")),
    )


def _comments(record: dict, above: Message, url: str, base: str) -> list[Message]:
    return [
        Message(
            f"c{comment['id']}",
            _hand(comment, base),
            _moment(comment.get("date")),
            markdown=str(comment["text"]),
            parent=above.key,
            url=f"{url}#comment{comment['id']}" if url else "",
        )
        for comment in record.get("comments") or []
    ]


def _hand(record: dict, base: str) -> Hand:
    name, key = record.get("author"), record.get("author_id")
    name = " ".join(str(name or "").split()) or _("Unknown author")
    if not key:
        return Hand(f"name {name}", name)
    return Hand(f"id {key}", name, f"{base}/users/{key}" if base and str(key).isdigit() else "")


def _moment(text: str | None) -> datetime | None:
    """A moment of the dump; without an offset it is UTC. None where there is none or it makes no sense."""
    try:
        found = datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


def _web(url: object) -> str:
    return str(url) if str(url or "").startswith(("https://", "http://")) and len(str(url)) <= 400 else ""

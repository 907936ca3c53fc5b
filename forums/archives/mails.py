"""Mailboxes of mailing lists: messages put together into threads, however broken their headers are."""

from __future__ import annotations

import email.policy
import email.utils
import mailbox
import re
import tempfile
from datetime import UTC, datetime
from email.header import decode_header
from email.message import Message as Mail
from hashlib import sha256
from html import escape
from pathlib import Path

from django.utils.translation import gettext as _

from forums.archives.threads import Archive, Hand, Message, Thread

_HEADER = re.compile(rb"\A(From |[A-Za-z][A-Za-z0-9-]*:)")
_IDS = re.compile(r"<([^<>\s]+)>?")
_REPLY = re.compile(r"^\s*((re|aw|fwd?|antw|sv)(\[\d+\])?\s*:|\[[^\]]{1,40}\])\s*", re.IGNORECASE)
_ENVELOPE = re.compile(r"^\S+(?: at \S+)?\s+(.+)$")
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = 100_000  # characters of one message


def looks_like(content: bytes) -> bool:
    """Whether a file begins as a mailbox or a single message does."""
    return bool(_HEADER.match(content.lstrip()))


def read(content: bytes, name: str) -> Archive:
    """All messages, put into threads by what they say they answer, else by their subject."""
    archive = Archive(source=name)
    by_key: dict[str, Thread] = {}
    by_subject: dict[str, Thread] = {}
    parsed = [_message(mail, name) for mail in _mails(content)]
    parsed.sort(key=lambda row: row[0].at or _FIRST)
    for message, subject, answers, lost in parsed:
        if message.key in by_key:  # two of one name: the second one gets its own
            message.key = f"{message.key} {_stamp(message.html)}"
            if message.key in by_key:
                continue
        title = _bare(subject)
        above = next((key for key in answers if key in by_key), "")
        thread = by_key.get(above) or (by_subject.get(title) if title and title != subject else None)
        if thread is None:
            thread = Thread(message.key, title or _("Without a subject"), [])
            archive.threads.append(thread)
            by_subject.setdefault(title, thread)
        message.parent = above if above != thread.key else ""
        thread.messages.append(message)
        thread.lost += lost
        by_key[message.key] = thread
    return archive


def _mails(content: bytes) -> list[Mail]:
    if not content.lstrip().startswith(b"From "):
        return [email.message_from_bytes(content, policy=email.policy.compat32)]
    # The standard library reads mailboxes only from a file.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mbox"
        path.write_bytes(content.lstrip())
        box = mailbox.mbox(path, factory=None, create=False)
        try:
            return list(box)
        finally:
            box.close()


def _message(mail: Mail, name: str) -> tuple[Message, str, list[str], list[str]]:
    """(the message, its subject, the keys that it says it answers, what could not be kept)."""
    html, lost = _body(mail)
    subject = " ".join(_header(mail, "subject").split())
    key = next(iter(_IDS.findall(_header(mail, "message-id"))), "") or _stamp(_header(mail, "from"), subject, html)
    answers = [*reversed(_IDS.findall(_header(mail, "references"))), *_IDS.findall(_header(mail, "in-reply-to"))]
    return Message(key[:300], _hand(mail), _moment(mail), html=html), subject, answers, lost


def _header(mail: Mail, name: str) -> str:
    """A header in plain words, however it is coded; "" where there is none."""
    try:
        raw = mail.get(name)
    except (ValueError, TypeError, AttributeError, IndexError):
        return ""
    words = []
    try:
        parts = decode_header(raw) if raw is not None else []
    except (ValueError, email.errors.HeaderParseError):
        parts = [(str(raw), None)]
    for part, charset in parts:
        words.append(part if isinstance(part, str) else _decoded(part, charset))
    return "".join(words).replace("\x00", "").encode(errors="replace").decode().strip()


def _decoded(content: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8", "latin-1"):
        try:
            return content.decode(name or "utf-8")
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return content.decode("ascii", "replace")


def _hand(mail: Mail) -> Hand:
    """Who sent it: by address, shown by name. The address itself is shown to nobody."""
    name, address = email.utils.parseaddr(_header(mail, "from").replace(" at ", "@", 1))
    name = " ".join(name.strip("\"' .").split()) or address.split("@")[0].strip(". ") or _("Unknown author")
    return Hand(f"mail {_stamp(address.lower() or name)}", name[:200])


def _moment(mail: Mail) -> datetime | None:
    """When it was sent: by its own date, by that of a forwarder, or by the line before it in the mailbox."""
    envelope = mail.get_from() if isinstance(mail, mailbox.mboxMessage) else ""
    found = _ENVELOPE.match(envelope or "")
    for text in (_header(mail, "date"), _header(mail, "resent-date"), found[1] if found else ""):
        try:
            moment = email.utils.parsedate_to_datetime(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            moment.astimezone(UTC)  # raises where the offset makes no sense
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return moment
    return None


def _body(mail: Mail) -> tuple[str, list[str]]:
    """The words of a message as HTML (plain text is preferred), and what was left out."""
    plain, html, lost = "", "", []
    for part in mail.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        attached = "attachment" in str(part.get("content-disposition", "")).lower()
        if kind == "text/plain" and not plain and not attached:
            plain = _text(part)
        elif kind == "text/html" and not html and not attached:
            html = _text(part)
        elif kind != "text/html" or attached:
            lost.append(_("An attachment was not taken"))
    if plain.strip():
        return _as_html(plain[:LONGEST]), lost
    return html[:LONGEST], lost


def _text(part: Mail) -> str:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, TypeError, AssertionError):
        content = None
    if not isinstance(content, bytes):
        return str(part.get_payload() or "")
    try:
        charset = part.get_content_charset()
    except (ValueError, TypeError, UnicodeError, AttributeError):
        charset = None
    return _decoded(content, charset)


def _as_html(text: str) -> str:
    """Plain text as HTML: paragraphs, kept line ends, and what was quoted as a quotation."""
    blocks = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip("\n")):
        lines = block.split("\n")
        if all(line.startswith(">") for line in lines):
            inner = "<br>".join(escape(line.lstrip("> ")) for line in lines)
            blocks.append(f"<blockquote><p>{inner}</p></blockquote>")
        else:
            blocks.append(f"<p>{'<br>'.join(escape(line) for line in lines)}</p>")
    return "\n".join(blocks)


def _bare(subject: str) -> str:
    """A subject without "Re:" and the name of the list."""
    while (bare := _REPLY.sub("", subject)) != subject:
        subject = bare
    return subject


def _stamp(*words: str) -> str:
    return sha256("\n".join(words).encode(errors="replace")).hexdigest()[:16]

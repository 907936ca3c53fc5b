"""Discussions as other systems give them away: dumps of question sites and mailboxes, read into one shape. Knows no database.

archive = read_archive(Path("threads.jsonl.gz"))
archive.threads[0].messages[0].html
"""

from forums.archives.reading import read_archive
from forums.archives.threads import Archive, Hand, Message, Thread, Unreadable

__all__ = ["Archive", "Hand", "Message", "Thread", "Unreadable", "read_archive"]

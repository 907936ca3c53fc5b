"""Kill the hub in the middle of saving, again and again, and look for what is lost: `python bench/kills.py [KILLS]`.

A save that was answered must be there after the restart, with its revision, its event and its delivery; one that was not
answered must be there whole or not at all. Ends non-zero where anything is lost or half.
"""

import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from http.client import HTTPException
from pathlib import Path

from pages import ten_kilobytes, written
from servers import Server, Visitor, serve, sign_in, start_hub

LONGEST = 1.5  # seconds of saving before a kill


def main(kills: int) -> None:
    """Save, kill, restart, look; print what was answered and what was found."""
    answered: set[int] = set()
    with tempfile.TemporaryDirectory() as data:
        hub = start_hub(Path(data))
        member = sign_in(hub)
        text = ten_kilobytes()
        page = written(member, text)
        faults: list[str] = []
        for kill in range(kills):
            stop = threading.Event()
            writer = threading.Thread(target=save_until_killed, args=(member, page, text, answered, stop))
            before = len(answered)
            writer.start()
            while len(answered) == before and writer.is_alive():
                time.sleep(0.01)
            time.sleep(random.uniform(0, LONGEST))
            hub.process.send_signal(signal.SIGKILL)
            stop.set()
            writer.join()
            hub.process.wait()
            faults += [f"after kill {kill + 1}: {fault}" for fault in faults_in(Path(data), answered)]
            hub = serve(Path(data), hub.port)
            member = Visitor(hub.port, member.cookies)
        settle(hub, Path(data))
        faults += [f"in the end: {fault}" for fault in undelivered(Path(data))]
        hub.stop()
    print(f"{kills} kills, {len(answered)} saves answered, {len(faults)} faults")
    print("\n".join(faults[:20]))
    sys.exit(bool(faults))


def save_until_killed(member: Visitor, page: str, text: str, answered: set[int], stop: threading.Event) -> None:
    """Save one text after the other, each with a number of its own; note the number once the hub said that it is saved."""
    while not stop.is_set():
        number = random.getrandbits(48)
        try:
            form = member.ask(f"{page}edit/").body
            base = form.split('name="base" value="')[1].split('"')[0]
            token = form.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
            fields = {"title": "Measured page", "text": f"{text}\nSaved {number}.", "base": base, "csrfmiddlewaretoken": token}
            if member.ask(f"{page}edit/", fields).status == 302:
                answered.add(number)
        except (OSError, HTTPException):
            return


def faults_in(data: Path, answered: set[int]) -> list[str]:
    """What is lost or half in the database."""
    with _database(data) as database:
        saved = {int(text.rsplit("Saved ", 1)[1].rstrip(".\n")) for (text,) in database.execute(_SAVED)}
        lost = [f"save {number} was answered and is not there" for number in answered - saved]
        return lost + [f"{says}: {row}" for says, query in _HALF.items() for row in database.execute(query)]


def undelivered(data: Path) -> list[str]:
    """Events that nobody was told of, though the worker had its time."""
    with _database(data) as database:
        rows = "SELECT event_id, last_error FROM hub_delivery WHERE done_at IS NULL"
        return [f"event {event} is not delivered: {error}" for event, error in database.execute(rows)]


def settle(hub: Server, data: Path) -> None:
    """Give the worker time to do what is left, also what the killed one had claimed."""
    for _second in range(150):
        if not undelivered(data):
            return
        time.sleep(1)


def _database(data: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{data / 'hub.sqlite3'}?mode=ro", uri=True, timeout=20)


_SAVED = "SELECT text FROM wiki_revision WHERE text LIKE '%Saved %' AND title = 'Measured page'"
_HALF = {
    "a page without its newest revision": """
        SELECT p.item_ptr_id FROM wiki_page p JOIN wiki_revision c ON c.id = p.current_id
        WHERE c.number <> (SELECT max(number) FROM wiki_revision WHERE page_id = p.item_ptr_id)""",
    "revisions do not count up": "SELECT page_id FROM wiki_revision GROUP BY page_id HAVING max(number) <> count(*)",
    "a revision without its event": """
        SELECT r.id FROM wiki_revision r WHERE NOT EXISTS (
            SELECT 1 FROM hub_event e WHERE e.item_id = r.page_id AND e.anchor = 'r' || r.number)""",
    "an event without its delivery": """
        SELECT e.id FROM hub_event e WHERE e.item_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM hub_delivery d WHERE d.event_id = e.id)""",
    "somebody was told twice": """
        SELECT user_id, item_id FROM realtime_notification
        WHERE read_at IS NULL GROUP BY user_id, item_id HAVING count(*) > 1""",
    "a bell that counts wrong": """
        SELECT u.id FROM hub_user u
        WHERE u.unread <> (SELECT count(*) FROM realtime_notification n WHERE n.user_id = u.id AND n.read_at IS NULL)""",
}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)

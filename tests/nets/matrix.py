"""Reads docs/permissions.md and asks every route as every member of the cast.

`python -m pytest tests/nets/test_permissions.py --observe` prints the table as the hub answers now; a person reads it
line by line before it becomes the law.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver, reverse

TABLE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
PERSONAS = ["anonymous", "pat", "lee", "gus", "cleo", "ben", "dev", "ana", "owner", "root"]
# Not ours: Django's admin is asked by its own test, static files are the same for everybody.
NOT_OURS = re.compile(r"^(admin:|djdt:)")


def routes() -> dict[str, list[str]]:
    """Every named route of the hub with the names of its arguments."""
    found: dict[str, list[str]] = {}

    def walk(patterns, namespace=""):
        for entry in patterns:
            if isinstance(entry, URLResolver):
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                walk(entry.url_patterns, inner)
            elif isinstance(entry, URLPattern):
                name = f"{namespace}{entry.name or entry.pattern}"
                if not NOT_OURS.match(name):
                    found[name] = sorted(entry.pattern.converters)

    walk(get_resolver().url_patterns)
    return found


def rows() -> list[tuple[str, str, dict[str, str]]]:
    """(method, route name, {persona: word}) of each line of the table."""
    lines = [line for line in TABLE.read_text().splitlines() if re.match(r"\| (GET|POST) ", line)]
    table = []
    for line in lines:
        cells = [cell.strip() for cell in line.strip("|\n ").split("|")]
        method, name = cells[0].split()
        table.append((method, name, dict(zip(PERSONAS, cells[1:], strict=True))))
    return table


def word_for(response) -> str:
    """What an answer means to a person: in (asked to sign in), none (404 or 410), no (403), yes."""
    status = response.status_code
    if status in {301, 302} and response["Location"].startswith("/sign-in/?"):
        return "in"
    return {401: "in", 403: "no", 404: "none", 410: "none", 405: "method"}.get(status, "yes" if status < 500 else "fails")


def ask(client, method: str, name: str, arguments: dict):
    """One request; POSTs are empty, which no form accepts and every gate must answer before it looks."""
    call = client.get if method == "GET" else client.post
    answer = call(reverse(name, kwargs=arguments))
    if answer.streaming:
        b"".join(answer.streaming_content)  # read to its end it closes itself, and leaves the database connection open
    return answer

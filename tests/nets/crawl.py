"""A reader who follows every link and asks every route they can name."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client

LIMIT = 600  # pages a crawl; a hub of the tests has far fewer


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        for name in ("href", "src", "hx-get", "data-bell-panel", "data-hub-count"):
            if values.get(name):
                self.found.append(values[name])
        if tag == "form" and (values.get("method") or "get").lower() == "get" and values.get("action"):
            self.found.append(values["action"])


def links(html: str) -> list[str]:
    """Every address a page leads to."""
    parser = _Links()
    parser.feed(html)
    return parser.found


# Not followed: what is the same for everybody, what ends the visit, and a list once for each letter of the alphabet.
IGNORED = r"^/(static|admin|sign-out|demo)\b|[?&]lang=|[?&]from=[b-z]$"


def everything(client: Client, *starts: str, ignore: str = IGNORED) -> dict[str, object]:
    """{address: response} of all that can be reached from `starts` by following links of this host."""
    waiting, seen = list(starts), {}
    while waiting:
        address = waiting.pop(0)
        if address in seen or re.search(ignore, address):
            continue
        assert len(seen) < LIMIT, f"the crawl does not end: {list(seen)[-20:]}"
        response = client.get(address)
        if getattr(response, "streaming", False):
            response.content_read = b"".join(response.streaming_content)
        seen[address] = response
        if response.status_code in {301, 302} and response["Location"].startswith("/"):
            waiting.append(urldefrag(response["Location"])[0])
        elif response.status_code == 200 and response.get("Content-Type", "").startswith("text/html"):
            for link in links(response.content.decode()):
                absolute = urldefrag(urljoin(address, link))[0]
                if absolute.startswith("/") and not urlsplit(absolute).netloc:
                    waiting.append(absolute)
    return seen


def body(response) -> str:
    """Everything a reader of this answer gets: headers and content."""
    content = getattr(response, "content_read", None)
    if content is None:
        content = response.content
    return f"{dict(response.items())}\n{content.decode(errors='replace')}"

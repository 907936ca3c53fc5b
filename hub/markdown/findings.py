"""What is noticed in one text while it is parsed: links, headings, and whether it holds raw HTML."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

from .rendered import Heading, LinkTarget
from .slugs import slugify

PREFIX = "u-"
"""Of every id in a text, so that what people write never takes a name of the application's own page."""

_KEY = "findings"


@dataclass
class Findings:
    """Filled by the rules of the dialect, one for each text.

    `nonce` marks the anchors of this rendering, so that one typed by hand is told from them.
    """

    nonce: str = ""
    space: str | None = None
    raw: bool = False
    headings: list[Heading] = field(default_factory=list)
    links: dict[tuple[str, str | None, str, str], LinkTarget] = field(default_factory=dict)
    _ids: dict[str, int] = field(default_factory=dict)

    def link(self, kind: str, space: str | None, title: str, slug: str, fragment: str) -> LinkTarget:
        """The target of a link: the one known already, or a new one with the next number."""
        if kind == "page":
            space = space or self.space
        key = (kind, space, slug, fragment)
        if key not in self.links:
            self.links[key] = LinkTarget(len(self.links) + 1, kind, space, title, slug, fragment)
        return self.links[key]

    def heading(self, level: int, text: str) -> Heading:
        """Note a heading and give it an id that no other heading of the text has."""
        slug = slugify(text, fallback="section")
        repeats = self._ids.get(slug, 0)
        unique = slug
        while unique in self._ids:
            repeats += 1
            unique = f"{slug}-{repeats + 1}"
        self._ids[slug] = repeats
        self._ids.setdefault(unique, 0)
        self.headings.append(Heading(level, PREFIX + unique, text))
        return self.headings[-1]

    def slugs(self, kind: str) -> list[str]:
        """The slugs of all links of a kind, each once, in the order of the text."""
        return list(dict.fromkeys(link.slug for link in self.links.values() if link.kind == kind))


def of(env: MutableMapping[str, Any]) -> Findings:
    """The findings of the text that a parser's `env` belongs to."""
    findings: Findings = env.setdefault(_KEY, Findings())
    return findings


def put(env: MutableMapping[str, Any], findings: Findings) -> None:
    """Give a parser's `env` the findings to fill."""
    env[_KEY] = findings

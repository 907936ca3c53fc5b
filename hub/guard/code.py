"""Where code stands in a Markdown text: quickly and roughly, for what is only looked for in prose."""

from __future__ import annotations

import re

_FENCE = re.compile(r"[ >]*(`{3,}|~{3,})")
_TICKS = re.compile(r"`+")


def without_code(text: str) -> str:
    """`text` with blanks in place of its fenced blocks and `code`, every other character where it was."""
    lines, fence = [], ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            lines.append(" " * len(line))
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = ""
        elif mark and "`" not in line[mark.end() :]:
            fence = mark[1]
            lines.append(" " * len(line))
        else:
            lines.append(_without_ticks(line) if "`" in line else line)
    return "\n".join(lines)


def _without_ticks(line: str) -> str:
    """A line without what stands between two runs of as many backticks."""
    runs = [match.span() for match in _TICKS.finditer(line)]
    later: dict[int, list[int]] = {}  # {length of a run: starts of such runs, the last first}
    for start, end in reversed(runs):
        later.setdefault(end - start, []).append(start)
    kept, at = [], 0
    for start, end in runs:
        same = later[end - start]
        same.pop()
        if start < at or not same:
            continue
        closing = same[-1] + end - start
        kept += [line[at:start], " " * (closing - start)]
        at = closing
    return "".join([*kept, line[at:]])

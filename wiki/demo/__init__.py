"""The demo's wiki: pages that link to each other, written by several hands over eight months.

Each file of `pages/<space>/` holds one page with its history, as `wiki.demo.script` reads it.
"""

from __future__ import annotations

from pathlib import Path

from hub.demo import Demo
from hub.models import Draft
from wiki.actions import create_page, edit_page
from wiki.demo.script import Script, Turn, read_script
from wiki.models import Page

PAGES = Path(__file__).parent / "pages"
LOUD = 9  # days; what is older has been told and read long ago


def fill(demo: Demo) -> None:
    """Write the pages turn by turn, in the order of time, so that links turn from red to blue as they did."""
    scripts = [read_script(path) for path in sorted(PAGES.glob("*/*.md"))]
    turns = sorted(((turn, script) for script in scripts for turn in script.turns), key=lambda pair: -pair[0].days)
    pages: dict[tuple[str, str], Page] = {}
    for number, (turn, script) in enumerate(turns):
        moment = {
            "at": demo.ago(turn.days, hour=8 + number * 5 % 9, minute=number * 13 % 60),
            "quiet": turn.days > LOUD,
            "note": turn.note,
        }
        key = (script.space, script.title)
        if key not in pages:
            pages[key] = _create(demo, script, turn, pages, moment)
        else:
            _edit(demo, pages[key], turn, moment)
    _leave_a_draft(demo)


def _leave_a_draft(demo: Demo) -> None:
    """Somebody has begun a page that another one links to already."""
    text = "The desk is staffed from 10am to 3pm.\n\n| Day | Who |\n| --- | --- |\n| Monday | @sian.bowen |\n| Tuesday | "
    Draft.objects.create(
        user=demo.people["rhiannon.ellis"],
        kind="page",
        space=demo.spaces["welfare-advice"],
        fields={"title": "Duty desk rota", "text": text},
        changed_at=demo.ago(1, 16, 40),
    )


def _create(demo: Demo, script: Script, turn: Turn, pages: dict, moment: dict) -> Page:
    return create_page(
        demo.spaces[script.space],
        author=demo.people[turn.by],
        title=script.title,
        text=turn.text,
        parent=pages[script.space, script.under] if script.under else None,
        topics=script.topics,
        position=script.position,
        review_on=demo.ago(-script.review).date() if script.review else None,
        **moment,
    )


def _edit(demo: Demo, page: Page, turn: Turn, moment: dict) -> None:
    edit_page(
        page,
        editor=demo.people[turn.by],
        title=turn.title or page.title,
        text=turn.applied_to(page.current.text),
        base=page.current.number,
        minor=turn.minor,
        **moment,
    )

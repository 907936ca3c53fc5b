"""The parts of a lesson: four that every one has, and those of the full template. Each is a Markdown text."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Part:
    """One text: its heading on the page, what the form asks and with which hint."""

    name: str
    title: str | Promise
    question: str | Promise
    hint: str | Promise = ""
    required: bool = False
    missing: str | Promise = ""


CORE = (
    Part(
        "meant",
        _("What was meant to happen"),
        _("What was meant to happen?"),
        _("The plan, in two or three sentences"),
        required=True,
        missing=_("Enter what was meant to happen"),
    ),
    Part(
        "happened",
        _("What happened"),
        _("What happened?"),
        _("Five lines are enough. What went well belongs here too. Type [[ to link a page."),
        required=True,
        missing=_("Enter what happened"),
    ),
    Part(
        "why",
        _("Why"),
        _("Why did it happen?"),
        _("How it came about, not who: decisions, systems, time, money, assumptions"),
        required=True,
        missing=_("Enter why it happened"),
    ),
    Part(
        "next_time",
        _("What to do next time"),
        _("What should somebody do next time?"),
        _("What you would tell a colleague who starts the same work tomorrow"),
        required=True,
        missing=_("Enter what to do next time"),
    ),
)

MORE = (
    Part("effect", _("Effect"), _("What effect did it have?"), _("On people first, then on cost and time")),
    Part("helped", _("What helped"), _("What helped?")),
    Part("worsened", _("What made it worse"), _("What made it worse?")),
    Part("changed", _("What we changed"), _("What did you change, or what do you recommend?")),
    Part("earlier", _("What would have caught it earlier"), _("What would have caught it earlier?")),
    Part(
        "evidence",
        _("Evidence and links"),
        _("Evidence and links"),
        _("Pages, leaflets, discussions and files that show it"),
    ),
)

PARTS = CORE + MORE

"""The form that looks at what is about to be published, and stops once where something in it should not be."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import ClassVar

from django import forms
from django.utils.translation import gettext as _

from hub.guard import passing
from hub.guard.finding import Finding, find

ANSWER, REASON, SHOWN = "guard", "guard_reason", "guard_shown"  # what the page that stops sends along
LEAST_WORDS = 3
LONGEST = 300


class StopAndThink(Exception):
    """Something was recognised that nobody has answered for: `findings`, in the fields of `form`."""

    def __init__(self, form: Guarded, findings: list[Finding], problem: str = "") -> None:
        super().__init__()
        self.form = form
        self.findings = findings
        self.problem = problem  # what is wrong with the reason that was given

    @property
    def shown(self) -> list[str]:
        """What somebody will have seen when they answer; earlier answers to the same words go on standing."""
        return sorted({*_shown(self.form), *map(name_of, self.findings)})


class Guarded(forms.Form):
    """Base of every form whose words others read. Where they are good, `is_valid` looks at them, and may raise StopAndThink.

    `allows` names kinds that belong into a field: {"contact": {"phone"}}. `stands` is the text as it was before: what is
    recognised in it already stops nobody. The answer comes with the same form, sent again.
    """

    allows: ClassVar[dict[str, set[str]]] = {}
    stands: str = ""

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if not valid or not (found := self._found()):
            return valid
        if self.data.get(ANSWER) == "change":
            for name, findings in found.items():
                said = ", ".join(f"{one.label} “{one.found}”" for one in findings)
                self.add_error(name, _("Look at this again: %(found)s") % {"found": said})
            return False
        findings = [one for several in found.values() for one in several]
        seen, reason = _shown(self), _reason(self)
        if any(name_of(one) not in seen for one in findings):
            raise StopAndThink(self, findings)
        if problem := problem_of(reason):
            raise StopAndThink(self, findings, problem)
        passing.accept({one.kind for one in findings}, reason)
        return True

    def _found(self) -> dict[str, list[Finding]]:
        """{field: what was recognised in it and did not stand there before}."""
        found = {}
        before = {one.sign for one in find(self.stands)} if self.stands else set()
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField) and not field.widget.is_hidden:
                sent = self[name].data
                text = sent if isinstance(sent, str) else ""
                allowed = self.allows.get(name, ())
                new = [one for one in find(text) if one.kind not in allowed and one.sign not in before]
                if new:
                    found[name] = new
        return found


def name_of(finding: Finding) -> str:
    """A short name for something recognised, the same each time."""
    return hashlib.sha256("/".join(finding.sign).encode()).hexdigest()[:12]


def problem_of(reason: str) -> str:
    """What is wrong with a reason, to be said at its field; "" for nothing."""
    if len(reason.split()) < LEAST_WORDS:
        return _("Say in a few words why it may be published")
    if len(reason) > LONGEST:
        return _("Say it in %(most)s characters or fewer") % {"most": LONGEST}
    return _("Leave the passage itself out of the reason") if find(reason) else ""


def _shown(form: forms.Form) -> Iterable[str]:
    return form.data.get(SHOWN, "").split()


def _reason(form: forms.Form) -> str:
    return " ".join(form.data.get(REASON, "").replace("\0", "").split())

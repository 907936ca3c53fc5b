"""What an alert says, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.alerts.models import Alert


def title(alert: Alert) -> str:
    """What is wrong, in one sentence with its numbers."""
    facts = alert.facts
    if alert.what == "failed":
        text = ngettext("%(n)d page failed in the last hour", "%(n)d pages failed in the last hour", facts["n"])
    elif alert.what == "refused":
        text = _("%(n)d refusals in an hour; %(usual)d are usual")
    elif alert.what == "wrong_code":
        text = _("%(n)d wrong codes in an hour; %(usual)d are usual")
    elif alert.what == "late":
        text = ngettext("Work has waited for %(minutes)d minute", "Work has waited for %(minutes)d minutes", facts["minutes"])
    elif alert.what == "backup":
        text = ngettext("No backup for %(hours)d hour", "No backup for %(hours)d hours", facts["hours"])
    else:
        text = _("A disk is %(percent)d%% full")
    return text % facts


def what_to_do(alert: Alert) -> str:
    """What to look at."""
    if alert.what == "failed":
        return _("Look for request %(number)s in the log") % alert.facts
    return {
        "refused": _("Somebody may be trying addresses, or a permission is wrong. Look at the log"),
        "wrong_code": _("Somebody may be guessing, or mail comes late. Look at the log"),
        "late": _("Notices and mails do not go out. Look whether the worker runs"),
        "backup": _("Look at the timer of the backup and its log"),
        "disk": _("Make room before the hub cannot write any more"),
    }[alert.what]

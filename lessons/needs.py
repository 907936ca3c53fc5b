"""What waits for a person in lessons: those they wrote that should be looked at again."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from hub.home import LIMIT, Need, needs_you
from hub.models import User
from hub.templatetags.components import day
from lessons.models import Lesson


@needs_you("lessons")
def lessons_to_review(user: User) -> list[Need]:
    """Their own lessons whose review date has come."""
    today = timezone.localdate()
    mine = Lesson.objects.visible_to(user).filter(owner=user, review_on__lte=today).exclude(status=Lesson.Status.DRAFT)
    return [
        Need(
            title=lesson.title,
            why=_why(lesson),
            url=lesson.get_absolute_url(),
            tag=_("Review due"),
            icon="lesson",
            at=timezone.make_aware(datetime.combine(lesson.review_on, time(9))),
            colour="yellow",
        )
        for lesson in mine.order_by("-review_on")[: 4 * LIMIT]
    ]


def _why(lesson: Lesson) -> str:
    if lesson.rules_ended:
        return _("It was written for rules in force until %(day)s. Does it still hold?") % {"day": day(lesson.rules_until)}
    return _("Does your lesson still hold?")

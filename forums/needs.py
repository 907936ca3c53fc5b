"""What waits for a person in discussions: answers to what they asked."""

from __future__ import annotations

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.models import Topic
from hub.home import LIMIT, Need, needs_you
from hub.models import User


def _answered(user: User) -> QuerySet[Topic]:
    by_others = Q(posts__removed_at=None, posts__number__gt=1) & ~Q(posts__author=user)
    asked = Topic.objects.visible_to(user).filter(author=user, form=Topic.Form.QUESTION, accepted=None, closed_at=None)
    answered = asked.filter(last_number__gt=1).annotate(
        answers=Count("posts", filter=by_others), newest=Max("posts__created_at", filter=by_others)
    )
    return answered.filter(answers__gt=0).order_by(F("newest").desc())[: 4 * LIMIT]


@needs_you("answers", rows=_answered)
def answers_to_accept(user: User, rows: list[Topic]) -> list[Need]:
    """Their open questions that others have answered and of which they have accepted no answer."""
    return [
        Need(
            title=topic.title,
            why=ngettext(
                "%(n)s answer. Did it help? Accept it, so that others find it",
                "%(n)s answers. Accept the one that helped, so that others find it",
                topic.answers,
            )
            % {"n": topic.answers},
            url=f"{topic.get_absolute_url()}?to=unread",
            tag=_("Question"),
            icon="question",
            at=topic.newest,
        )
        for topic in rows
    ]

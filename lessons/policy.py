"""Who may do what with lessons: one function a row of docs/permissions.md."""

from __future__ import annotations

from hub import policy as hub_policy
from hub.models import Space, User
from hub.policy import can_administer, standing
from lessons.models import Lesson

Status = Lesson.Status


def can_create(user: User, space: Space | None) -> bool:
    """Write a lesson in a space; one of the whole hub is for all staff."""
    return standing(user).staff if space is None else hub_policy.can_contribute(user, space)


def can_moderate(user: User, space: Space | None) -> bool:
    """Keep lessons in order: moderators of the space; outside all spaces, who runs the hub."""
    return can_administer(user) if space is None else hub_policy.can_moderate(user, space)


def is_writer(user: User, lesson: Lesson) -> bool:
    """Whether it is theirs, also where its readers see an agency's name and not theirs."""
    return lesson.owner_id == user.pk


def can_edit(user: User, lesson: Lesson) -> bool:
    """Change its words: who wrote it. What nobody here wrote (an import) is the moderators'."""
    if lesson.owner_id is None:
        return can_moderate(user, lesson.space)
    return is_writer(user, lesson) and can_create(user, lesson.space)


def can_release(user: User, lesson: Lesson) -> bool:
    """Show it to more people: who wrote it, while there is a rung left."""
    return can_edit(user, lesson) and is_writer(user, lesson) and lesson.audience != Lesson.To.SPACE


def can_remove(user: User, lesson: Lesson) -> bool:
    """Take it away: who wrote it, and moderators."""
    return (is_writer(user, lesson) and can_create(user, lesson.space)) or can_moderate(user, lesson.space)


def can_check(user: User, lesson: Lesson) -> bool:
    """Say that it is right: a colleague who did not write it."""
    return not lesson.is_draft and not is_writer(user, lesson) and can_create(user, lesson.space)


def can_dispute(user: User, lesson: Lesson) -> bool:
    """Say that it is not right: everybody who may write where it lies."""
    return not lesson.is_draft and can_create(user, lesson.space)


def can_settle(user: User, lesson: Lesson) -> bool:
    """Say that it was adopted, or that another one took its place: who wrote it, and moderators."""
    return not lesson.is_draft and (can_edit(user, lesson) or can_moderate(user, lesson.space))


def can_set(user: User, lesson: Lesson, status: str) -> bool:
    """Give it this status."""
    allowed = {Status.CHECKED: can_check, Status.DISPUTED: can_dispute}.get(status, can_settle)
    return status != Status.DRAFT and status in Status.values and allowed(user, lesson)


def can_review(user: User, lesson: Lesson) -> bool:
    """Say that it still holds."""
    return can_settle(user, lesson)


def abilities(user: User, lesson: Lesson) -> dict[str, bool]:
    """What templates may ask about a lesson, asked once."""
    return {
        "edit": can_edit(user, lesson),
        "release": can_release(user, lesson),
        "remove": can_remove(user, lesson),
        "set": any(can_set(user, lesson, status) for status in Status.values if status != lesson.status),
        "know_writer": is_writer(user, lesson),
    }

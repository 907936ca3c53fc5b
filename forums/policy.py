"""Who may do what with discussions and posts: one function a row of docs/permissions.md."""

from __future__ import annotations

from forums.models import Post, Topic
from hub import policy as hub_policy
from hub.models import Item, Space, User
from hub.policy import can_administer, standing


def can_contribute(user: User, space: Space | None) -> bool:
    """Write in the space. What is about something of no space (a lesson of the whole hub) is for all staff who see it."""
    return standing(user).staff if space is None else hub_policy.can_contribute(user, space)


def can_moderate(user: User, space: Space | None) -> bool:
    """Keep discussions in order: moderators of the space; outside all spaces, who runs the hub."""
    return can_administer(user) if space is None else hub_policy.can_moderate(user, space)


def can_start(user: User, space: Space | None) -> bool:
    """Ask a question or begin a discussion."""
    return can_contribute(user, space)


def can_discuss(user: User, item: Item) -> bool:
    """Begin a discussion about an item that they can see. People and discussions themselves are not discussed."""
    return item.kind != Topic.kind_name and item.type.is_offered() and can_contribute(user, item.space)


def can_announce(user: User, space: Space | None) -> bool:
    """Begin an announcement: moderators and owners."""
    return can_moderate(user, space) and can_contribute(user, space)


def can_reply(user: User, topic: Topic) -> bool:
    """Answer, where the discussion is open. Whether it is closed is said apart: it keeps the text."""
    return can_contribute(user, topic.space)


def can_edit(user: User, post: Post) -> bool:
    """Change one's own words."""
    return post.author_id == user.pk and post.removed_at is None and can_contribute(user, post.topic.space)


def can_change(user: User, topic: Topic) -> bool:
    """Change title, type and topics: who began it, and moderators."""
    mine = topic.author_id == user.pk and can_contribute(user, topic.space)
    return mine or (can_moderate(user, topic.space) and _is_active(topic.space))


def can_remove(user: User, post: Post) -> bool:
    """Take words away: one's own, and moderators anybody's."""
    return (post.author_id == user.pk and can_contribute(user, post.topic.space)) or can_moderate(user, post.topic.space)


def can_bring_back(user: User, post: Post) -> bool:
    """Undo that: whoever removed it, and moderators."""
    mine = post.removed_by_id == user.pk and can_contribute(user, post.topic.space)
    return mine or can_moderate(user, post.topic.space)


def can_bring_back_topic(user: User, topic: Topic) -> bool:
    """Show a removed discussion again: whoever removed it, and moderators."""
    return (topic.removed_by_id == user.pk and can_contribute(user, topic.space)) or can_moderate(user, topic.space)


def can_remove_topic(user: User, topic: Topic) -> bool:
    """Take a whole discussion away: moderators, and who began it while nobody else has written in it."""
    mine = topic.author_id == user.pk and topic.people <= 1 and can_contribute(user, topic.space)
    return mine or can_moderate(user, topic.space)


def can_read_removed(user: User, topic: Topic) -> bool:
    """Read what was removed, to judge whether it was right to."""
    return can_moderate(user, topic.space)


def can_react(user: User, post: Post) -> bool:
    """Say that a post of somebody else is useful."""
    return post.author_id != user.pk and can_contribute(user, post.topic.space)


def can_accept(user: User, topic: Topic) -> bool:
    """Say which reply is the answer: who asked."""
    return topic.is_question and topic.author_id == user.pk and can_contribute(user, topic.space)


def can_verify(user: User, topic: Topic) -> bool:
    """Say that an answer is right: owners of the space."""
    return topic.is_question and topic.space is not None and hub_policy.can_own(user, topic.space)


def can_close(user: User, topic: Topic) -> bool:
    """Take no more replies, or take them again: who began it, and moderators."""
    return can_change(user, topic)


def can_pin(user: User, topic: Topic) -> bool:
    """Keep it on top of the space's list until a date."""
    return can_moderate(user, topic.space)


def can_pin_everywhere(user: User, topic: Topic) -> bool:
    """Keep it on top of the list of all spaces too: who runs the hub, for what everybody can read."""
    return can_pin(user, topic) and can_administer(user)


def abilities(user: User, topic: Topic) -> dict[str, bool]:
    """What templates may ask about a discussion, asked once."""
    return {
        "reply": can_reply(user, topic) and not topic.is_closed,
        "contribute": can_contribute(user, topic.space),
        "moderate": can_moderate(user, topic.space),
        "change": can_change(user, topic),
        "accept": can_accept(user, topic),
        "verify": can_verify(user, topic),
        "close": can_close(user, topic),
        "pin": can_pin(user, topic),
        "remove": can_remove_topic(user, topic),
    }


def _is_active(space: Space | None) -> bool:
    return space is None or space.is_active

"""What people do in discussions: begin them, write in them, say what they found, and keep them in order. One module a group."""

from forums.actions.holding import TopicClosed, TopicGone
from forums.actions.keeping import close_topic, pin_topic, reopen_topic
from forums.actions.marking import accept_post, react, verify_post
from forums.actions.reading import read_up_to
from forums.actions.removing import bring_back_post, bring_back_topic, remove_post, remove_topic
from forums.actions.writing import add_reply, change_topic, edit_post, start_topic

__all__ = [
    "TopicClosed",
    "TopicGone",
    "accept_post",
    "add_reply",
    "bring_back_post",
    "bring_back_topic",
    "change_topic",
    "close_topic",
    "edit_post",
    "pin_topic",
    "react",
    "read_up_to",
    "remove_post",
    "remove_topic",
    "reopen_topic",
    "start_topic",
    "verify_post",
]

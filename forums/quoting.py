"""Quoting a post in another one."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from forums.models import Post, Topic
from hub.models import User
from hub.texts import cut

LONGEST = 3000  # characters that are quoted; whoever wants more takes the link
_SIGNS = re.compile(r"([\\\[\]*_`<>!#|~@])")


def quoted(post: Post, words: str = "") -> str:
    """A post, or some of its words, as a quotation in Markdown that says who wrote it and leads there; "" for a removed one."""
    if post.removed_at:
        return ""
    text = words.strip() or post.text.strip()
    lines = cut(text, LONGEST).split("\n")
    said = _("%(name)s wrote") % {"name": _SIGNS.sub(r"\\\1", post.hand_name)}
    return "\n".join([f"[{said}]({post.get_absolute_url()}):", "", *(f"> {line}".rstrip() for line in lines), "", ""])


def says_too_much(post: Post, topic: Topic) -> bool:
    """Whether readers of `topic` would learn words of `post` that they cannot see where it stands."""
    if post.topic_id == topic.pk:
        return False
    readers = User.objects.who_can_see(topic)
    return readers.exclude(pk__in=User.objects.who_can_see(post.topic).values("pk")).exists()

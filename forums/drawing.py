"""Posts as HTML. A discussion of fifty posts is drawn here and not in a template: it costs a tenth of the time.

Every word of a person is escaped where it is put in; only text that hub.markdown cleaned stands as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from forums.branches import Branch
from forums.models import Topic
from forums.shown import ShownPost
from hub.memory import Memory
from hub.routes import address
from hub.templatetags import components

_TOKEN = "\0"  # stands for the token of the reader's forms; no text has it
_drawn = Memory(room=8_000_000)


class Pen:
    """Draws the posts of one page. What all of them repeat (words, names, addresses) is looked up once."""

    def __init__(self, topic: Topic, csrf_token: str) -> None:
        self.posts_url = address("forums:history", topic.pk, 0).removesuffix("0/history/")
        self.topic_url = escape(topic.get_absolute_url())
        self.flag_url = address("hub:flag", topic.pk)
        self.token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(csrf_token)}">'
        self.page = self.topic_url, self.posts_url, self.flag_url, get_language()
        self.tick = components.icon("tick")
        self.words = {
            "accepted": components.status("accepted"),
            "verified": components.tag(_("Checked by an owner"), "blue"),
            "new": f'<span class="hub-new">{escape(_("New"))}</span>',
            "edited": escape(_("edited")),
            "source": escape(_("(where it was first written)")),
            "reply": escape(_("Reply")),
            "quote": escape(_("Quote")),
            "accept": escape(_("Accept as answer")),
            "unaccept": escape(_("Not the answer after all")),
            "verify": escape(_("Mark as checked")),
            "unverify": escape(_("Take the check back")),
            "edit": escape(_("Edit")),
            "remove": escape(_("Remove")),
            "bring_back": escape(_("Bring back")),
            "flag": escape(_("Flag")),
        }
        self.to, self.replying, self.answers = (
            _("(post by %(name)s)"),
            _("Replying to %(name)s"),
            _("replying to %(name)s"),
        )

    def branches(self, branches: Iterable[Branch]) -> SafeString:
        """A list of branches, each with its replies one level deep; of a long one the rest is folded away."""
        drawn = f'<ol class="hub-posts">{"".join(map(self._branch, branches))}</ol>'
        return mark_safe(drawn.replace(_TOKEN, self.token))

    def post(self, post: ShownPost) -> SafeString:
        """One post that `dress` has made ready."""
        return mark_safe(self._post(post).replace(_TOKEN, self.token))

    def _post(self, post: ShownPost) -> str:
        # Everything that `_draw` looks at, so that readers who see a post alike get it drawn once.
        look = (
            *(post.pk, post.parent_id, post.created_at, post.edited_at, post.source_url, post.answers_to, post.signed),
            *(post.shown, post.gone, post.found, post.acts, post.is_new, post.is_accepted, post.is_verified),
        )
        return _drawn.recall((self.page, look), lambda: self._draw(post))

    def _draw(self, post: ShownPost) -> str:
        """An id and a heading of its own: people jump by them."""
        name, avatar, byline = post.hand
        name = escape(name)
        hidden = f'<span class="govuk-visually-hidden"> {self.to % {"name": name}}</span>'
        css = " hub-post--answer" if post.is_accepted or post.is_verified else ""
        css += " hub-post--new" if post.is_new else ""
        text = f'<p class="hub-quiet">{escape(post.gone)}</p>'
        if not post.gone:
            text = f'<div class="hub-prose" dir="auto">{post.shown}</div>'
        return (
            f'<article class="hub-post{css}" id="{post.anchor}" aria-labelledby="{post.anchor}-by">'
            f'{avatar}<div class="hub-post__in"><div class="hub-post__head">'
            f'<h3 class="hub-post__by" id="{post.anchor}-by">{byline}</h3>{self._head(post, hidden)}</div>'
            f'{text}<div class="hub-post__acts">{self._found(post, hidden)}{self._acts(post, name, hidden)}</div>'
            "</div></article>"
        )

    def _branch(self, branch: Branch) -> str:
        top = self._post(branch.top) if branch.top else ""
        shown = self._below(branch.shown) if branch.replies else ""
        folded = ""
        if count := len(branch.folded):
            folded = (
                f'<details class="hub-more"><summary>{escape(_more(count, branch.top))}</summary>'
                f"{self._below(branch.folded)}</details>"
            )
        return f'<li class="hub-branch">{top}{shown}{folded}</li>'

    def _below(self, posts: list[ShownPost]) -> str:
        return f'<ol class="hub-posts hub-posts--below">{"".join(f"<li>{self._post(post)}</li>" for post in posts)}</ol>'

    def _head(self, post: ShownPost, hidden: str) -> str:
        here = f"{self.topic_url}?to={post.pk}#{post.anchor}"
        parts = [f'<a class="hub-post__at" href="{here}">{components.when(post.created_at)}</a>']
        if post.answers_to:
            said = self.answers % {"name": escape(post.answers_to)}
            parts.append(f'<a class="hub-post__at" href="#post-{post.parent_id}">{said}</a>')
        if post.edited_at and not post.gone:
            url = f"{self.posts_url}{post.pk}/history/"
            parts.append(f'<a class="hub-post__at" href="{url}">{self.words["edited"]}{hidden}</a>')
        if post.source_url:
            host = urlsplit(post.source_url).hostname or ""
            parts.append(
                f'<a class="hub-post__at" href="{escape(post.source_url)}" rel="noopener nofollow">{escape(host)}'
                f'<span class="govuk-visually-hidden"> {self.words["source"]}</span></a>'
            )
        parts += [self.words[mark] for mark in ("accepted", "verified", "new") if getattr(post, f"is_{mark}")]
        return "".join(parts)

    def _found(self, post: ShownPost, hidden: str) -> str:
        """What people found of a post: buttons for who may say so, else the counts."""
        if "react" not in post.acts:
            said = [f"{escape(one.label)} ({one.count})" for one in post.found if one.count]
            return "".join(f'<span class="hub-found">{words}</span>' for words in said)
        buttons = []
        for one in post.found:
            name, pressed, tick = ("off", "true", self.tick) if one.mine else ("kind", "false", "")
            count = f" ({one.count})" if one.count else ""
            buttons.append(
                f'<button class="hub-found" type="submit" name="{name}" value="{one.kind}" aria-pressed="{pressed}">'
                f"{tick}{escape(one.label)}{count}{hidden}</button>"
            )
        return self._form(post, "react", "".join(buttons))

    def _acts(self, post: ShownPost, name: str, hidden: str) -> str:
        """What the reader may do with a post."""
        acts, parts, url = post.acts, [], f"{self.posts_url}{post.pk}/"
        if "reply" in acts:
            line = self.replying % {"name": name}
            for act, target in (("reply", post.pk), ("quote", f"{url}quote/")):
                link = f'href="?{act}={post.pk}#reply" data-{act}="{target}" data-line="{line}"'
                parts.append(f"<a {link}>{self.words[act]}{hidden}</a>")
        for act, marked in (("accept", post.is_accepted), ("verify", post.is_verified)):
            if act in acts:
                off = '<input type="hidden" name="off" value="1">' if marked else ""
                parts.append(self._form(post, act, off + self._button(f"un{act}" if marked else act, hidden)))
        parts += [f'<a href="{url}{act}/">{self.words[act]}{hidden}</a>' for act in ("edit", "remove") if act in acts]
        if "flag" in acts:
            parts.append(f'<a href="{self.flag_url}?part={post.anchor}">{self.words["flag"]}{hidden}</a>')
        if "bring_back" in acts:
            parts.append(self._form(post, "bring-back", self._button("bring_back", hidden)))
        return "".join(parts)

    def _button(self, word: str, hidden: str) -> str:
        return f'<button class="hub-link-button" type="submit">{self.words[word]}{hidden}</button>'

    def _form(self, post: ShownPost, act: str, inside: str) -> str:
        return f'<form class="hub-inline-form" action="{self.posts_url}{post.pk}/{act}/" method="post">{_TOKEN}{inside}</form>'


def _more(count: int, top: ShownPost | None) -> str:
    if top is None:
        return ngettext("Show %(n)s more reply", "Show %(n)s more replies", count) % {"n": count}
    said = ngettext("Show %(n)s more reply to %(name)s", "Show %(n)s more replies to %(name)s", count)
    return said % {"n": count, "name": top.hand_name}

"""Reading a discussion, and what a window that shows it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import strip_tags
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from forums import policy
from forums.actions import read_up_to
from forums.forms import ReplyForm, fields_of_draft
from forums.models import Post, Topic
from forums.quoting import quoted, says_too_much
from forums.reading import Screen, read_topic, screen_of
from forums.shown import ShownPost
from forums.views.finding import gone, trail_to, with_topic
from forums.views.showing import dress
from hub import etags
from hub.actions.watching import is_on
from hub.keys import LONGEST_KEY
from hub.models import Draft, Item
from hub.texts import cut

LONG = 1500  # characters of an opening below which nobody sees the answer on a phone
_VIEW = "hub-discussions"  # the cookie that remembers tree or flat


@require_safe
def topic(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The discussion as this reader may see it: `?to=` a post's key or "unread", `?view=` tree or flat,
    `?reply=`, `?quote=` a post's key, `?draft=` a draft's. Seven queries with session and person, an eighth where
    something is read for the first time; three where they have it already."""
    topic = read_topic(request.user, pk) if pk <= LONGEST_KEY else None
    if topic is None:
        return gone(request, pk)
    here = topic.get_absolute_url()
    if request.path != here:
        query = request.GET.urlencode()
        return redirect(f"{here}?{query}" if query else here, permanent=True)
    if request.GET.get("to") == "unread":
        return redirect(_first_unread(topic))
    flat = _flat(request)
    plain = not {"reply", "quote", "draft"} & request.GET.keys()
    shown = (topic.pk, topic.shown, topic.reacted, topic.my_role, topic.level, topic.read_to, topic.draft, topic.about_seen)
    etag = etags.etag_for(request, "topic", *shown, flat, topic.about and topic.about.title) if plain else None
    if answer := etags.not_modified(request, etag):
        return answer
    if (draft := _draft(request)) and draft.kind.startswith("post_"):
        return redirect("forums:edit", topic.pk, int(draft.kind.removeprefix("post_")))
    return etags.tagged(show(request, topic, draft=draft, flat=flat), etag)


def show(
    request: HttpRequest,
    topic: Topic,
    *,
    form: ReplyForm | None = None,
    draft: Draft | None = None,
    preview: dict | None = None,
    flat: bool | None = None,
) -> HttpResponse:
    """The page of a discussion that was read by `read_topic`, with a reply that is begun (or could not be taken)."""
    flat = _flat(request) if flat is None else flat
    screen = screen_of(topic, flat=flat, target=_number(request, "to") or _number(request, "reply"))
    can = policy.abilities(request.user, topic)
    dress(screen, topic, request.user, can, target=_number(request, "to"))
    begun = _begun(request, topic, draft)
    context = {
        "topic": topic,
        "space": topic.space,
        "screen": screen,
        "pages": _pages(topic, screen),
        "orders": [(_("By reply"), "?view=tree", not flat), (_("By time"), "?view=flat", flat)],
        "answer": _answer_in_short(topic, screen),
        "can": can,
        "form": form or ReplyForm(initial=begun.fields),
        "answering": begun.answering,
        "warning": begun.warning,
        "preview": preview,
        "draft": topic.draft if topic.draft and not (draft or form) else None,
        "new_count": topic.last_number - topic.read_to if topic.read_to else 0,
        "replies": _replies(topic),
        "people": _people(screen.posts),
        "watching": is_on(topic.level),
        "about": topic.about if topic.about_seen else None,
        "trail": trail_to(space=topic.space),
    }
    response = render(request, "forums/topic.html", context)
    if request.GET.get("view") in {"tree", "flat"}:
        response.set_cookie(
            _VIEW, request.GET["view"], max_age=365 * 24 * 3600, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    if request.method == "GET":
        _note_read(request, topic, screen)
    return response


@require_safe
@with_topic
def short(request: HttpRequest, topic: Topic) -> HttpResponse:
    """The short address leads to the whole one."""
    query = request.GET.urlencode()
    here = topic.get_absolute_url()
    return redirect(f"{here}?{query}" if query else here, permanent=True)


@require_safe
@with_topic
def news(request: HttpRequest, topic: Topic) -> JsonResponse:
    """What came after the post of number `?after=`: how many replies of others, a line that says so, and where they begin."""
    after = _number(request, "after")
    fresh = (
        Post.objects.filter(topic=topic.pk, number__gt=after, removed_at=None).exclude(author=request.user).order_by("number")
    )
    first, count = fresh.first(), fresh.count()
    if first is None:
        return JsonResponse({"count": 0, "text": _("Something here has changed. Show it"), "url": topic.get_absolute_url()})
    text = ngettext("%(n)s new reply. Show it", "%(n)s new replies. Show them", count) % {"n": count}
    return JsonResponse({"count": count, "text": text, "url": Topic.part_url(topic, first.anchor)})


@dataclass(frozen=True)
class _Begun:
    """What the reply box begins with: fields, the post that is answered, and a word of warning."""

    fields: dict
    answering: Post | None = None
    warning: str = ""


def _begun(request: HttpRequest, topic: Topic, draft: Draft | None) -> _Begun:
    fields = fields_of_draft(draft) if draft else {}
    warning = ""
    if key := _number(request, "quote"):
        post = get_object_or_404(
            Post.objects.filter(topic__in=Item.objects.visible_to(request.user).values("pk")).select_related(
                "topic__space", "author", "outside_author"
            ),
            pk=key,
        )
        fields["text"] = fields.get("text", "") + quoted(post)
        if post.topic_id == topic.pk:
            fields["parent"] = post.pk
        elif says_too_much(post, topic):
            warning = _("You quote from a discussion that not everybody here can see. Take out what they should not know.")
    key = _number(request, "reply") or fields.get("parent") or request.POST.get("parent") or 0
    if str(key).isdecimal() and 0 < int(key) <= LONGEST_KEY and int(key) != topic.opening_id:
        posts = Post.objects.filter(topic=topic.pk, removed_at=None).select_related("author", "outside_author")
        if answering := posts.filter(pk=int(key)).first():
            return _Begun({**fields, "parent": answering.pk}, answering, warning)
    return _Begun({**fields, "parent": None}, None, warning)


def _draft(request: HttpRequest) -> Draft | None:
    key = _number(request, "draft")
    return Draft.objects.filter(pk=key, user=request.user, item=request.resolver_match.kwargs["pk"]).first() if key else None


def _number(request: HttpRequest, name: str) -> int:
    """A key in the address; 0 where there is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and int(text[:19]) <= LONGEST_KEY and len(text) < 20 else 0


def _flat(request: HttpRequest) -> bool:
    return (request.GET.get("view") or request.COOKIES.get(_VIEW, "")) == "flat"


def _first_unread(topic: Topic) -> str:
    post = topic.shown_posts().filter(number__gt=topic.read_to or 0).first() if topic.read_to else None
    return Topic.part_url(topic, post.anchor) if post else topic.get_absolute_url()


def _note_read(request: HttpRequest, topic: Topic, screen: Screen) -> None:
    """Everything up to the first unread post of another screen has been seen."""
    seen = screen.unseen - 1 if screen.unseen else topic.last_number
    if seen > (topic.read_to or 0):
        read_up_to(topic, reader=request.user, number=seen)


def _pages(topic: Topic, screen: Screen) -> dict:
    """The addresses of the screens around this one."""
    here = topic.get_absolute_url()

    def url(key: int, first: bool) -> str:
        return here if first or not key else f"{here}?{urlencode({'to': key})}"

    return {
        "earlier": url(screen.earlier, screen.number == 2) if screen.earlier else "",
        "later": url(screen.later, False) if screen.later else "",
    }


def _answer_in_short(topic: Topic, screen: Screen) -> dict | None:
    """The accepted answer in a few words; on wide screens only where it does not stand near the top itself (`is_far`)."""
    if not topic.accepted_id:
        return None
    far = not screen.is_first or not screen.answers or len(screen.opening.html) > LONG
    tops = [branch.top for branch in screen.answers if branch.top]
    post = next((top for top in tops if top.pk == topic.accepted_id), None)
    if post is not None:
        words = unescape(strip_tags(post.shown))
    else:
        post = Post.objects.select_related("author", "outside_author").get(pk=topic.accepted_id)
        words = post.words
    url = Topic.part_url(topic, post.anchor)
    return {"words": cut(" ".join(words.split()), 200), "name": post.hand_name, "url": url, "is_far": far}


def _replies(topic: Topic) -> str:
    """ "7 replies, 4 people"."""
    if not topic.replies:
        return _("No reply yet")
    replies = ngettext("%(n)s reply", "%(n)s replies", topic.replies) % {"n": topic.replies}
    people = ngettext("%(n)s person", "%(n)s people", topic.people) % {"n": topic.people}
    return _("%(replies)s, %(people)s") % {"replies": replies, "people": people}


def _people(posts: list[ShownPost]) -> list[ShownPost]:
    """One post of each person who wrote on this screen, in the order of their first."""
    seen: dict[tuple, ShownPost] = {}
    for post in posts:
        if not post.removed_at:
            seen.setdefault((post.author_id, post.outside_author_id), post)
    return list(seen.values())[:12]

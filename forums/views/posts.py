"""Writing replies, changing one's words, taking them away and giving them back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums import actions, policy
from forums.actions.writing import draft_kind
from forums.forms import PostForm, ReplyForm
from forums.models import Post, Topic
from forums.quoting import quoted
from forums.reading import read_topic
from forums.views.finding import keeps_text, kept_text, trail_to, with_post
from forums.views.topic import show
from forums.views.writing import begun_form, preview_of, say_who_is_not_told
from hub import drafts, files, links, markdown
from hub.keys import LONGEST_KEY
from hub.models import Draft
from hub.moderation.forms import RemoveForm
from hub.policy import require


@require_POST
@keeps_text
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the discussion, or the post `parent` of it. What cannot be taken comes back with the reason."""
    topic = read_topic(request.user, pk) if pk <= LONGEST_KEY else None
    if topic is None:
        raise Http404
    require(policy.can_reply(request.user, topic), topic.space)
    mine = Draft.objects.filter(user=request.user, kind="post", item=topic.pk)
    if drafts.discarded(request, mine):
        return redirect(topic)
    form = begun_form(ReplyForm, request, {})
    if not form.is_valid():
        return show(request, topic, form=form, preview=preview_of(request, topic.space, topic))
    try:
        text = files.with_attachments(form.cleaned_data["text"], request.FILES.getlist("attachments"), uploader=request.user)
        parent = _answered(topic, form.cleaned_data["parent"])
        post = actions.add_reply(topic, author=request.user, text=text, parent=parent)
    except (markdown.RefusedText, files.FileRefused) as refused:
        form.add_error("text", str(refused))
        return show(request, topic, form=form)
    except actions.TopicClosed as closed:
        return kept_text(request, _closed(closed.topic), status=409, topic=topic)
    except actions.TopicGone:
        return kept_text(request, _("What you answered was removed while you were writing."), status=409, topic=topic)
    say_who_is_not_told(request, topic, post)
    return redirect(post)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_text
@with_post
def edit(request: HttpRequest, post: Post) -> HttpResponse:
    """Change one's own words."""
    require(policy.can_edit(request.user, post), post.topic.space)
    mine = Draft.objects.filter(user=request.user, kind=draft_kind(post), item=post.topic_id)
    if drafts.discarded(request, mine):
        return redirect(request.path)
    draft = drafts.chosen(request, mine)
    form = begun_form(PostForm, request, {"text": draft.fields.get("text", "") if draft else post.text})
    form.stands = post.text
    if form.is_valid():
        try:
            text = files.with_attachments(
                form.cleaned_data["text"], request.FILES.getlist("attachments"), uploader=request.user
            )
            post = actions.edit_post(post, editor=request.user, text=text)
            say_who_is_not_told(request, post.topic, post)
            return redirect(post)
        except (markdown.RefusedText, files.FileRefused) as refused:
            form.add_error("text", str(refused))
        except actions.TopicGone:
            return kept_text(request, _("This post was removed while you were writing."), status=409, topic=post.topic)
    context = {
        "form": form,
        "post": post,
        "topic": post.topic,
        "space": post.topic.space,
        "draft_kind": draft_kind(post),
        "draft": drafts.waiting(request, mine),
        "preview": preview_of(request, post.topic.space, post.topic),
        "trail": trail_to(post.topic),
    }
    return render(request, "forums/edit.html", context)


@require_safe
@with_post
def history(request: HttpRequest, post: Post) -> HttpResponse:
    """What a post said before, newest first. What was removed shows nothing of it, but to moderators."""
    if post.removed_at and not policy.can_read_removed(request.user, post.topic):
        raise Http404
    now = links.shown_html(post.html, post.topic, post.anchor, request.user)
    # Earlier words have no links of their own any more: their neutral anchors show as plain words.
    earlier = [(one, markdown.fill(one.html, {}, anchor=f"earlier-{one.pk}")) for one in post.earlier.all()]
    context = {"post": post, "topic": post.topic, "now": now, "earlier": earlier, "trail": trail_to(post.topic)}
    return render(request, "forums/history.html", context)


@require_safe
@with_post
def quote(request: HttpRequest, post: Post) -> HttpResponse:
    """A post, or the `words` of it that were selected, as a quotation in Markdown."""
    if post.removed_at:
        raise Http404
    words = request.GET.get("words", "")[:10_000]
    return HttpResponse(quoted(post, words), content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
@with_post
def remove(request: HttpRequest, post: Post) -> HttpResponse:
    """Ask, then take the post away."""
    require(policy.can_remove(request.user, post), post.topic.space)
    mine = post.author_id == request.user.pk
    form = RemoveForm(request.POST if request.method == "POST" else None, is_own=mine)
    if form.is_valid():
        try:
            actions.remove_post(post, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("Post removed. You can bring it back where it stood"))
        except actions.TopicGone:
            pass  # the whole discussion went: that is done too
        return redirect(post)
    context = {
        "question": _("Remove your post?") if mine else _("Remove the post by %(name)s?") % {"name": post.hand_name},
        "happens": [
            _("“Removed by author” stands in its place.") if mine else _("“Removed by a moderator” stands in its place."),
            _("Replies to it stay. Search and links forget it."),
            _("You can bring it back."),
        ],
        "form": form,
        "button": _("Remove post"),
        "destroys": True,
        "cancel_url": post.get_absolute_url(),
        "trail": trail_to(post.topic),
    }
    return render(request, "components/confirm.html", context)


@require_POST
@with_post
def bring_back(request: HttpRequest, post: Post) -> HttpResponse:
    """Show a removed post again."""
    require(policy.can_bring_back(request.user, post), post.topic.space)
    try:
        actions.bring_back_post(post, by=request.user)
        messages.success(request, _("Post brought back"))
    except actions.TopicGone:
        raise Http404 from None
    return redirect(post)


def _answered(topic: Topic, key: int | None) -> Post | None:
    """The post that a reply answers; one that is not there (any more) is told from none."""
    if key is None:
        return None
    post = Post.objects.filter(pk=key, topic=topic.pk).first()
    if post is None:
        raise actions.TopicGone
    return post


def _closed(topic: Topic) -> str:
    """Why a closed discussion did not take a reply."""
    said = _("This discussion was closed, so your reply is not posted.")
    return f"{said} {topic.closing_note}" if topic.closing_note else said

"""Beginning a discussion, answering in it, changing one's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from forums.actions.holding import TopicClosed, TopicGone, count_up, hold, hold_post, part_of
from forums.models import EarlierPost, Post, Topic
from hub import audiences, events, files, links, markdown
from hub.models import Agency, Draft, Item, OutsideAuthor, Space, User, Watch, signed
from hub.tagging import set_topics
from hub.texts import opening, tidy, tidy_title

GRACE = timedelta(minutes=5)  # in which somebody mends their own words without leaving a trace
AGAIN = timedelta(hours=1)  # in which the same words sent once more are the same post


def start_topic(
    space: Space | None,
    *,
    author: User | OutsideAuthor,
    title: str,
    text: str,
    form: str = Topic.Form.QUESTION,
    topics: Iterable[str] = (),
    about: Item | None = None,
    audience: str = Item.To.SPACE,
    agencies: Iterable[Agency] = (),
    quiet: bool = False,
    at: datetime | None = None,
) -> Topic:
    """Begin a discussion; the same one sent twice is begun once. Raises RefusedText.

    `about` is an item of the same space (None: of no space): the discussion has its audience from now on; else `audience`.
    """
    title, text = tidy_title(title), tidy(text)
    writer = author if isinstance(author, User) else None
    rendered = markdown.render(text, space)
    moments = {"created_at": at, "changed_at": at, "last_post_at": at} if at else {}
    with transaction.atomic():
        _hold_place(space, about)
        recent = Topic.objects.filter(space=space, title=title, created_at__gte=timezone.now() - AGAIN, removed_at=None)
        about = Item.objects.select_related("space", "owner", "author").get(pk=about.pk) if about else None
        if writer and (same := recent.filter(author=writer, about=about, opening__text=text).first()):
            return same
        slug = markdown.slugify(title, fallback="discussion")
        topic = Topic.objects.create(
            space=space, slug=slug, title=title, form=form, about=about, owner=writer, **moments, **signed(author)
        )
        if about:
            audiences.copy(about, topic)
        elif audience != Item.To.SPACE:
            audiences.place(topic, audience=audience, agencies=agencies)
        post = _add_post(topic, author, text=text, rendered=rendered, at=at)
        topic.opening, topic.summary = post, opening(rendered)
        topic.save(update_fields=["opening", "summary"])
        count_up(topic)
        topic.tags.set(topics)
        mentioned = _shown_anew(topic, post, rendered, writer)
        if about:
            links.raise_shown([about.pk])
            _tell_owner(topic, about)
        if writer:
            begun = Draft.objects.filter(user=writer, kind="topic", item=None, space=space, parent=about and Item(pk=about.pk))
            begun.of_one_sitting(title).delete()
        events.record(writer, f"forums.{form}_begun", topic, mentioned=mentioned, quiet=quiet, at=at, first=True, post=post.pk)
    return topic


def add_reply(
    topic: Topic,
    *,
    author: User | OutsideAuthor,
    text: str,
    parent: Post | None = None,
    quiet: bool = False,
    at: datetime | None = None,
) -> Post:
    """Answer a discussion, or one of its posts; the same words sent twice are one post.

    Raises TopicClosed, TopicGone and RefusedText.
    """
    text = tidy(text)
    writer = author if isinstance(author, User) else None
    rendered = markdown.render(text, topic.space)
    with transaction.atomic():
        held = hold(topic)
        parent = _parent(held, parent)
        if writer and (same := _same(held, writer, text, parent)):
            return same
        if held.is_closed:
            raise TopicClosed(held)
        post = _add_post(held, author, text=text, rendered=rendered, parent=parent, at=at)
        count_up(held)
        mentioned = _shown_anew(held, post, rendered, writer)
        held.touch(at=at)
        if writer:
            Draft.objects.filter(user=writer, kind="post", item=held.pk).delete()
        said = {"anchor": post.anchor, "part": post.anchor, "mentioned": mentioned, "quiet": quiet, "at": at}
        events.record(writer, "forums.replied", held, **said, post=post.pk)
    return post


def edit_post(post: Post, *, editor: User, text: str) -> Post:
    """Change one's words; after the first minutes the earlier ones stay readable. Raises TopicGone and RefusedText."""
    text = tidy(text)
    rendered = markdown.render(text, post.topic.space)
    with transaction.atomic():
        held = hold_post(post)
        if held.removed_at:
            raise TopicGone
        Draft.objects.filter(user=editor, kind=draft_kind(held)).delete()
        if held.text == text:
            return held
        now = timezone.now()
        if now - held.created_at > GRACE:
            EarlierPost.objects.create(
                post=held, text=held.text, html=held.html, created_at=held.edited_at or held.created_at, replaced_at=now
            )
            held.edited_at = now
        held.text, held.html, held.words, held.renderer = text, rendered.html, rendered.text, markdown.VERSION
        held.save(update_fields=["text", "html", "words", "renderer", "edited_at"])
        topic = held.topic
        if held.is_opening:
            topic.summary = opening(rendered)
            topic.save(update_fields=["summary"])
        mentioned = _shown_anew(topic, held, rendered, editor)
        links.raise_shown([topic.pk])
        said = {"anchor": held.anchor, "part": part_of(held), "mentioned": mentioned, "quiet": not mentioned}
        # Only those hear of it whom the words name now and did not name before.
        events.record(editor, "forums.post_edited", topic, **said, post=held.pk, named_only=True)
    return held


@transaction.atomic
def change_topic(topic: Topic, *, by: User, title: str, form: str, topics: list[str] | None = None) -> Topic:
    """Change what a discussion is called, of which type it is and what topics it has; nobody is told."""
    held = hold(topic)
    title = tidy_title(title)
    retagged = set_topics(held, topics)
    if not retagged and (title, form) == (held.title, held.form):
        return held
    renamed = title != held.title
    held.title, held.form, held.slug = title, form, markdown.slugify(title, fallback="discussion")
    held.save(update_fields=["title", "form", "slug"])
    if renamed:
        links.looks_changed(held)
    else:
        links.raise_shown([held.pk])
    events.record(by, "forums.topic_changed", held, quiet=True)
    return held


def _add_post(
    topic: Topic,
    author: User | OutsideAuthor,
    *,
    text: str,
    rendered: markdown.Rendered,
    parent: Post | None = None,
    at: datetime | None = None,
) -> Post:
    """The next post of a discussion that is held; nothing is counted yet."""
    topic.last_number += 1
    number = topic.last_number
    path = "" if number == 1 else (parent or Post()).path_below(number)
    columns = {"text": text, "html": rendered.html, "words": rendered.text, "renderer": markdown.VERSION}
    if at:
        columns["created_at"] = at
    topic.save(update_fields=["last_number"])
    return Post.objects.create(topic=topic, number=number, parent=parent, path=path, **columns, **signed(author))


def draft_kind(post: Post) -> str:
    """What a draft of changed words for this post is called; that of a new reply is "post"."""
    return f"post_{post.pk}"


def _parent(topic: Topic, parent: Post | None) -> Post | None:
    """The post that is answered; None for the opening, which is the discussion itself. Raises TopicGone."""
    if parent is None or parent.pk == topic.opening_id:
        return None
    found = Post.objects.filter(pk=parent.pk, topic=topic.pk).first()
    if found is None or found.removed_at:
        raise TopicGone
    return found


def _same(topic: Topic, writer: User, text: str, parent: Post | None) -> Post | None:
    """What somebody sends once more: a second click, or the form after Back."""
    mine = Post.objects.filter(topic=topic.pk, author=writer, parent=parent, removed_at=None)
    return mine.filter(text=text, created_at__gte=timezone.now() - AGAIN).exclude(pk=topic.opening_id).first()


def _shown_anew(topic: Topic, post: Post, rendered: markdown.Rendered, writer: User | None) -> list[User]:
    """What hangs on the words of a post: links, files, and that its writer follows the discussion. Answers who is named."""
    mentioned = links.replace(topic, post.anchor, rendered)
    if writer:
        files.claim(topic, post.text, uploader=writer)
        Watch.objects.join_in(writer, topic)
    return mentioned


def _hold_place(space: Space | None, about: Item | None) -> None:
    """One beginning at a time in a space, so that a second click finds the first."""
    if space:
        Space.objects.select_for_update(no_key=True).get(pk=space.pk)
    elif about:
        Item.objects.select_for_update(no_key=True).get(pk=about.pk)


def _tell_owner(topic: Topic, about: Item) -> None:
    """Whoever answers for what the discussion is about hears of it, unless they muted that."""
    owner = about.owner
    if owner is None or owner.pk == topic.author_id or not User.objects.who_can_see(topic).filter(pk=owner.pk).exists():
        return
    if not Watch.objects.filter(user=owner, item=about.pk, level=Watch.Level.MUTE).exists():
        Watch.objects.get_or_create(
            user=owner, item=Item(pk=topic.pk), defaults={"level": Watch.Level.EVERYTHING, "reason": Watch.Reason.OWNER}
        )

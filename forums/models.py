"""Discussions, their posts, what people found of posts, and how far each has read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.branches import STEP, Placed
from hub.models import Authored, Draft, Item, Space, User
from hub.prepared import Prepared
from hub.routes import address

DEEPEST = 40  # replies to replies; what answers a deeper one stands beside it


class Topic(Item, kind="topic"):
    """A question, discussion or announcement. Its words are in its posts; the first one, the opening, is its own text."""

    icon = "discussion"
    opens_whole = True
    new_hint = _("Ask colleagues what you cannot find out, or talk something over with them")

    class Form(models.TextChoices):
        QUESTION = "question", _("Question")
        DISCUSSION = "discussion", _("Discussion")
        ANNOUNCEMENT = "announcement", _("Announcement")

    form = models.CharField(_("type"), max_length=12, choices=Form.choices, default=Form.QUESTION)
    # What it is about: it lives in that item's space with that item's audience, and changes with it.
    about = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="discussions")
    opening = models.ForeignKey("Post", null=True, on_delete=models.PROTECT, related_name="+")
    accepted = models.ForeignKey("Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    verified = models.ForeignKey("Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    verified_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    pinned_until = models.DateField(_("pinned until"), null=True, blank=True)
    pinned_everywhere = models.BooleanField(_("in the list of all spaces too"), default=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closing_note = models.CharField(_("why"), max_length=200, blank=True)
    closes_after = models.PositiveSmallIntegerField(null=True, blank=True)  # days without a reply
    # Kept by the actions: the space and the moment of the last post, where an index can hold them together; the
    # highest number of a post; how many replies there are, and of how many people with the one who began it.
    in_space = models.ForeignKey(Space, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    last_post_at = models.DateTimeField(default=timezone.now)
    last_post = models.ForeignKey("Post", null=True, on_delete=models.SET_NULL, related_name="+")
    last_number = models.PositiveIntegerField(default=0)
    replies = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    reacted = models.PositiveBigIntegerField(default=0)  # raised by each reaction, for the ETag; nobody's page moves for it

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        indexes: ClassVar = [
            models.Index(fields=["in_space", "-last_post_at"], name="topics_of_a_space"),
            models.Index(fields=["-last_post_at"], name="topics_by_last_post"),
            models.Index(fields=["pinned_until"], condition=Q(pinned_until__isnull=False), name="topics_pinned"),
            models.Index(
                fields=["last_post_at"], condition=Q(closes_after__isnull=False, closed_at=None), name="topics_to_close"
            ),
        ]

    def save(self, *args, update_fields=None, **kwargs) -> None:
        self.in_space_id = self.space_id
        if update_fields is not None and "space" in update_fields:
            update_fields = {*update_fields, "in_space"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @staticmethod
    def url_of(item: Item) -> str:
        return address("forums:topic", item.pk, item.slug or "-")

    @classmethod
    def part_url(cls, item: Item, anchor: str) -> str:
        # A long discussion has several pages: the server has to know which post is looked for.
        post = anchor.removeprefix("post-")
        return f"{cls.url_of(item)}?to={post}#{anchor}" if post.isdigit() else super().part_url(item, anchor)

    @classmethod
    def part_author(cls, item: Item, anchor: str) -> int | None:
        if not anchor:
            return item.author_id
        key = anchor.removeprefix("post-")
        if not (key.isascii() and key.isdigit() and len(key) < 19 and anchor == f"post-{key}"):
            raise LookupError(anchor)
        post = Post.objects.filter(topic=item.pk, pk=key, removed_at=None).first()
        if post is None:
            raise LookupError(anchor)
        return post.author_id

    @staticmethod
    def new_in_space_url(space: Space) -> str:
        return address("forums:new", space.slug)

    @classmethod
    def draft_url(cls, draft: Draft) -> str:
        form = address("forums:ask", draft.parent_id) if draft.parent_id else cls.new_in_space_url(draft.space)
        return f"{form}?draft={draft.pk}"

    @property
    def last_by(self) -> str:
        """The name of who wrote last, on rows of forums.lists."""
        return self.last_author or self.last_outside or ""

    @property
    def is_question(self) -> bool:
        return self.form == self.Form.QUESTION

    @property
    def is_answered(self) -> bool:
        return self.is_question and bool(self.accepted_id or self.verified_id)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_pinned(self) -> bool:
        return self.pinned_until is not None and self.pinned_until >= timezone.localdate()

    @property
    def status(self) -> str:
        """The code of the tag beside the title: whether a question has its answer."""
        if not self.is_question:
            return ""
        return "answered" if self.is_answered else "open"

    def shown_posts(self) -> models.QuerySet[Post]:
        """Its posts that were not removed, oldest first."""
        return self.posts.filter(removed_at=None).order_by("number")

    def words(self) -> str:
        return "\n".join([self.title, *self.shown_posts().values_list("words", flat=True)])

    @classmethod
    def load_parts(cls, items: list[Topic], anchors: list[str] | None = None) -> None:
        if anchors is None:
            rows = Post.objects.filter(removed_at=None, topic__in=items).order_by("number").values_list("topic", "pk", "words")
        else:
            replies = [int(anchor.removeprefix("post-")) for anchor in anchors if anchor]
            rows = _posts_at(None, posts=[*replies, *(topic.opening_id or 0 for topic in items)])
        said: dict[int, dict[int, str]] = {}
        for topic, post, words in rows:
            said.setdefault(topic, {})[post] = words
        for topic in items:
            topic.posts_to_search = said.get(topic.pk, {})

    def search_parts(self) -> list[tuple[str, str, str]]:
        """The discussion with its opening, and each reply by itself."""
        said = getattr(self, "posts_to_search", None)
        posts = dict(self.shown_posts().values_list("pk", "words") if said is None else said)
        opening = posts.pop(self.opening_id, "")
        replies = [(f"post-{pk}", self.title, words) for pk, words in posts.items()]
        return [("", self.title, f"{self.title}\n{opening}"), *replies]

    def export(self) -> dict:
        posts = self.shown_posts().select_related("author", "agency", "outside_author", "parent")
        return {
            "title": self.title,
            "form": self.form,
            "about": self.about_id,
            "closed": self.closed_at.isoformat() if self.closed_at else None,
            "accepted": f"post-{self.accepted_id}" if self.accepted_id else None,
            "verified": f"post-{self.verified_id}" if self.verified_id else None,
            "posts": [post.export() for post in posts],
        }


class Post(Placed, Authored):
    """What one person said in a discussion, signed with the agency they worked for then."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField()  # in the order in which they were written; the opening is 1
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="answers")
    # The numbers of the posts above it and its own, each of STEP digits: the order of the tree. The opening's is empty.
    path = models.CharField(max_length=STEP * DEEPEST, blank=True)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)  # rendered and sanitised at save; neutral anchors are filled when shown
    words = models.TextField(blank=True)  # plain, for search and summaries
    renderer = models.PositiveSmallIntegerField(default=0)  # 0: the HTML was imported, the text is its words
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_url = models.URLField(max_length=500, blank=True)  # where an imported one was first written
    source_key = models.CharField(max_length=300, blank=True)  # its name there, so that a second import knows it

    class Meta(Authored.Meta):
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["topic", "number"], name="posts_count_up"),
            models.UniqueConstraint(
                fields=["topic", "source_key"], condition=~Q(source_key=""), name="a_post_is_imported_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["topic", "path"], name="posts_in_tree_order"),
            models.Index(fields=["author", "-created_at"], name="posts_of_a_person"),
        ]

    def __str__(self) -> str:
        return self.anchor

    def path_below(self, number: int) -> str:
        """The path of a post of this number that answers this one."""
        above = self.path if self.depth < DEEPEST else self.path[:-STEP]
        return f"{above}{number:0{STEP}}"

    def get_absolute_url(self) -> str:
        return Topic.part_url(self.topic, self.anchor)

    def export(self) -> dict:
        """Its words with who wrote them and for whom they worked then."""
        return {
            "post": self.anchor,
            "in_reply_to": f"post-{self.parent_id}" if self.parent_id and not self.parent.removed_at else None,
            "author": self.hand_name,
            "agency": self.agency.name if self.agency else None,
            "written": self.created_at.isoformat(),
            "edited": self.edited_at.isoformat() if self.edited_at else None,
            "text": self.text,
            "source": self.source_url or None,
        }


@Prepared
def _posts_at(_nobody: None, posts: list[int]) -> QuerySet:
    return Post.objects.filter(removed_at=None, pk__in=posts).order_by("number").values_list("topic", "pk", "words")


class EarlierPost(models.Model):
    """The words of a post before they were changed."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="earlier")
    text = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField()  # when they were written
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.post_id}"


class Reaction(models.Model):
    """That somebody found a post useful, is thankful for it or agrees."""

    class Kind(models.TextChoices):
        USEFUL = "useful", _("Useful")
        THANKS = "thanks", _("Thanks")
        AGREE = "agree", _("Agree")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "user", "kind"], name="a_reaction_once_a_person")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Reading(models.Model):
    """How far somebody has read a discussion: every post up to this number."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="readings")
    read_to = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "topic"], name="one_reading_a_person")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.topic_id} to {self.read_to}"

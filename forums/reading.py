"""What the page of a discussion reads: the discussion with all that stands around it in one query, and one screen of posts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from forums.branches import SIZE, STEP, Branch, Place, grow, screens
from forums.models import Post, Reaction, Reading, Topic
from forums.shown import COLUMNS, Found, ShownPost
from hub import around
from hub.models import Draft, Item, User
from hub.prepared import Prepared


def read_topic(user: User, pk: int) -> Topic | None:
    """The discussion, as far as `user` may see it, with what its page shows around the posts.

    `labels` are its topics [{name, slug}], `level` the reader's watch, `read_to` how far they have read (None: not at
    all), `draft` the key of their unfinished reply, `about_seen` whether what it is about is theirs to see. Their role
    in the space is noted for `hub.policy`.
    """
    return around.only(user, _topic_at(user, pk=pk))


@Prepared
def _topic_at(user: User, pk: int) -> QuerySet[Topic]:
    drafts = Draft.objects.filter(item=OuterRef("pk"), user=user, kind="post").order_by("-changed_at")
    return (
        Topic.objects.visible_to(user)
        .filter(pk=pk)
        .select_related("space", "about__space", "closed_by", "verified_by")
        .annotate(
            **around.reader_of(user),
            read_to=Subquery(Reading.objects.filter(topic=OuterRef("pk"), user=user).values("read_to")[:1]),
            draft=Subquery(drafts.values("pk")[:1]),
            labels=around.topics_of(),
            about_seen=Exists(Item.objects.visible_to(user).filter(pk=OuterRef("about"))),
        )
    )


@dataclass
class Screen:
    """What one screen shows: the opening, answers that are marked, branches. Where it is flat, each post is a branch."""

    opening: ShownPost | None = None
    answers: list[Branch] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    earlier: int = 0  # the key of the post that the screen before begins with, 0 where there is none
    later: int = 0
    number: int = 1
    count: int = 1
    unseen: int | None = None  # the lowest number of an unread post that stands on another screen

    @property
    def is_first(self) -> bool:
        return self.opening is not None

    @property
    def posts(self) -> list[ShownPost]:
        """Everything on this screen, from top to bottom."""
        top = [self.opening] if self.opening else []
        return top + [post for branch in self.answers + self.branches for post in branch.posts]


def screen_of(topic: Topic, *, flat: bool, target: int = 0) -> Screen:
    """The screen that holds the post with the key `target`, else the first. Two queries; one where all fit on one screen.

    In the tree the answers that are marked stand right below the opening: with their branches where there is but one
    screen, else alone.
    """
    if topic.last_number <= SIZE:
        return _arrange(topic, (_in_time if flat else _in_tree)(None, topic=topic.pk), flat, whole=True)
    marked = [pk for pk in (topic.accepted_id, topic.verified_id) if pk]
    rows = Post.objects.filter(topic=topic.pk).exclude(pk__in=marked).order_by("number" if flat else "path")
    places = [Place(pk, n, str(n) if flat else path[:STEP]) for pk, n, path in rows.values_list("pk", "number", "path")]
    cut = screens(places)
    at = next((index for index, one in enumerate(cut) if any(place.pk == target for place in one)), 0)
    keys = [place.pk for place in cut[at]] + (marked if at == 0 else [])
    shown = _posts(topic.pk, "number" if flat else "path").filter(pk__in=keys)
    screen = _arrange(topic, shown, flat, whole=False)
    screen.number, screen.count = at + 1, len(cut)
    screen.earlier = cut[at - 1][0].pk if at else 0
    screen.later = cut[at + 1][0].pk if at + 1 < len(cut) else 0
    read_to, here = topic.read_to or 0, set(keys)
    unread = [place.number for place in places if place.number > read_to and place.pk not in here]
    screen.unseen = min(unread, default=None)
    return screen


@Prepared
def _in_tree(_user: None, topic: int) -> QuerySet:
    return _posts(topic, "path")


@Prepared
def _in_time(_user: None, topic: int) -> QuerySet:
    return _posts(topic, "number")


def _posts(topic: int, order: str) -> QuerySet:
    """Rows for `ShownPost.of`."""
    named = Coalesce("parent__author__name", "parent__outside_author__name")
    return Post.objects.filter(topic=topic).annotate(answers_to=named).order_by(order).values_list(*COLUMNS)


def _arrange(topic: Topic, rows: Iterable[tuple], flat: bool, *, whole: bool) -> Screen:
    posts = [ShownPost.of(topic, row) for row in rows]
    opening = next((post for post in posts if post.is_opening), None)
    rest = [post for post in posts if not post.is_opening]
    answers = []
    for pk in dict.fromkeys([topic.accepted_id, topic.verified_id]):
        post = next((post for post in rest if pk and post.pk == pk), None)
        if post is None:
            continue
        stays = flat or not whole or post.depth != 1  # then what answers it is where it was
        below = [] if stays else [other for other in rest if other.branch == post.branch and other.pk != post.pk]
        answers.append(Branch(post, below))
        taken = {post.pk, *(other.pk for other in below)}
        rest = [other for other in rest if other.pk not in taken]
    return Screen(opening, answers, [Branch(post) for post in rest] if flat else grow(rest))


def reactions_to(posts: list[ShownPost], user: User) -> dict[int, tuple[Found, ...]]:
    """{post key: what people found of it}, each kind in its place, also those that nobody chose; one query."""
    rows = _found(user, posts=[post.pk for post in posts]) if posts else []
    found = {(post, kind): (count, mine is not None) for post, kind, count, mine in rows}
    chosen = {post for post, _kind in found}
    kinds = [(kind.value, str(kind.label)) for kind in Reaction.Kind]
    nothing = tuple(Found(kind, label, 0, False) for kind, label in kinds)

    def of(post: int) -> tuple[Found, ...]:
        return tuple(Found(kind, label, *found.get((post, kind), (0, False))) for kind, label in kinds)

    return {post.pk: of(post.pk) if post.pk in chosen else nothing for post in posts}


@Prepared
def _found(user: User, posts: list[int]) -> QuerySet:
    kinds = Reaction.objects.filter(post__in=posts).order_by().values("post", "kind")
    return kinds.annotate(n=Count("pk"), mine=Max("pk", filter=Q(user=user))).values_list("post", "kind", "n", "mine")

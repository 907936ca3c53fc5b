"""What somebody new is offered: topics that are written about, and spaces they can join at once."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q

from hub.models import Item, Membership, Space, Tag, TaggedItem, User

TOPICS = 12
SPACES = 6


def topics_for(user: User) -> list[Tag]:
    """The topics of most things that `user` can see, by name, with those followed already left out."""
    seen = TaggedItem.objects.filter(Exists(Item.objects.visible_to(user).filter(pk=OuterRef("content_object"))))
    counted = seen.exclude(content_object__kind="profile").exclude(tag__watches__user=user)
    best = counted.values_list("tag").annotate(n=Count("pk")).order_by("-n", "tag")[:TOPICS]
    return list(Tag.objects.filter(pk__in=[tag for tag, _n in best]).order_by("name"))


def spaces_for(user: User) -> list[Space]:
    """The liveliest spaces that `user` can join at once and has not joined, with `colleagues` of their agency there."""
    mine = Membership.objects.current().filter(user=user).values("space")
    open_to_all = {Space.Visibility.OPEN, Space.Visibility.AGENCIES}
    joinable = Space.objects.visible_to(user).filter(
        state=Space.State.ACTIVE, join_rule=Space.JoinRule.AT_ONCE, visibility__in=open_to_all
    )
    agency = Q(memberships__user__employer=user.employer_id, memberships__user__employer__isnull=False)
    counted = joinable.exclude(pk__in=mine).annotate(
        people=Count("memberships", distinct=True), colleagues=Count("memberships", filter=agency, distinct=True)
    )
    return list(counted.order_by("-colleagues", "-people", "title")[:SPACES])

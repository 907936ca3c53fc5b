"""Destroying one removed post for good: its words in every version go, its place in the discussion stays with its mark."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet
from django.utils import timezone

from forums.models import EarlierPost, Post
from hub.files.storing import abandon
from hub.models import Draft, File, Item
from hub.moderation import purging

_FILE = re.compile(r"/f/(\d{1,18})/")


def _removed(item: Item, anchor: str, using: str = "default") -> QuerySet[Post]:
    key = anchor.removeprefix("post-")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return Post.objects.none()
    return Post.objects.using(using).filter(topic=item.pk, pk=key).exclude(removed_at=None)


def _author(item: Item, anchor: str) -> int | None:
    post = _removed(item, anchor).exclude(text="").first()
    if post is None:
        raise LookupError(anchor)
    return post.author_id


def _destroy(item: Item, anchor: str, using: str) -> None:
    post = Post.objects.using(using).filter(topic=item.pk, pk=anchor.removeprefix("post-")).first()
    if post is None:
        return
    earlier = EarlierPost.objects.using(using).filter(post=post.pk)
    shown = set(_FILE.findall(" ".join([post.html, post.text, *earlier.values_list("text", flat=True)])))
    earlier.delete()
    post.text = post.html = post.words = post.source_url = ""
    post.removed_at = post.removed_at or timezone.now()  # in a backup from before it was removed
    post.save(using=using, update_fields=["text", "html", "words", "source_url", "removed_at"])
    Draft.objects.using(using).filter(item=item.pk, kind=f"post_{post.pk}").delete()
    rest = Q(pk__in=[])
    for key in shown:
        rest |= Q(html__contains=f"/f/{key}/")
    said = " ".join(Post.objects.using(using).filter(rest, topic=item.pk).values_list("html", flat=True))
    alone = shown - set(_FILE.findall(said))
    abandon(File.objects.using(using).filter(item=item.pk, pk__in=alone))


purging.parts["topic"] = purging.PartsOf(author=_author, destroy=_destroy)

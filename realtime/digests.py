"""One mail of what somebody has not read: only that, nothing when there is nothing, never the same twice."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from hub import mails
from hub.models import Item, Mail, Space, User
from hub.worker import sweep
from realtime.models import Digest, Notification

KIND = "digest"
BATCH = 50  # people a turn
LINES = 30  # notices a mail; the rest is a number and a link
_SALT = "hub.digest.stop"


@sweep("digests", every=60)
def send_due() -> int:
    """Write the digests that are due; the number of people dealt with."""
    now = timezone.now()
    unread = Notification.objects.filter(user=OuterRef("pk"), read_at=None, mailed_at=None)
    waiting = User.objects.verified().filter(Exists(unread))
    for user in waiting.filter(digest=None)[:BATCH]:
        # Their first notice: the digest begins tomorrow morning, not this minute.
        first = Digest(user=user)
        first.next_at = first.due_after(now)
        Digest.objects.bulk_create([first], ignore_conflicts=True)
    due = waiting.filter(~Q(digest__rhythm=Digest.Rhythm.NEVER), digest__next_at__lte=now)
    return sum(write(user.digest) for user in due.select_related("digest")[:BATCH])


def write(digest: Digest) -> int:
    """One person's digest, in one transaction with the marks that keep it from being written again."""
    now = timezone.now()
    with transaction.atomic():
        # The claim: whoever moves the date writes.
        mine = Digest.objects.filter(pk=digest.pk, next_at=digest.next_at)
        if not mine.update(next_at=digest.due_after(now)):
            return 1
        user = digest.user
        notices = list(
            Notification.objects.visible_to(user)
            .filter(read_at=None, mailed_at=None)
            .select_related("item__space", "last_event__actor", "last_event__agency", "last_event__item__space")
            .order_by("-created_at")
        )
        if not notices:
            # What is left is about things they may no longer see: it never will be mailed.
            Notification.objects.filter(user=user, read_at=None, mailed_at=None).update(mailed_at=now)
            return 1
        about = [notice.item_id for notice in notices]
        mails.write(user.email, KIND, context_of(user, notices), user=user, about=about, headers=stop_headers(user))
        sent = Notification.objects.filter(pk__in=[notice.pk for notice in notices])
        sent.update(mailed_at=now)
        # What was for the digest only has been told now: the next event begins a new line.
        sent.filter(in_bell=False).update(read_at=now)
    return 1


def context_of(user: User, notices: list[Notification]) -> dict:
    """What the templates of the digest show."""
    return {
        "lines": [(notice, is_restricted(notice.item)) for notice in notices[:LINES]],
        "more": max(0, len(notices) - LINES),
        "count": len(notices),
        "stop_url": settings.HUB_URL + reverse("realtime:stop", args=[stop_token(user)]),
        "settings_url": settings.HUB_URL + reverse("realtime:preferences"),
        "all_url": settings.HUB_URL + reverse("realtime:notifications"),
    }


def is_restricted(item: Item) -> bool:
    """Whether a mail may only say that there is something, with a link: mailboxes are read by others too."""
    closed = {Space.Visibility.MEMBERS, Space.Visibility.UNLISTED}
    return item.is_narrower or (item.space is not None and item.space.visibility in closed)


def stop_token(user: User) -> str:
    """A signed word that stops this person's digest and can do nothing else."""
    return signing.dumps(user.pk, salt=_SALT, compress=True)


def user_of(token: str) -> User | None:
    """Whose digest a token stops; None for a forged one."""
    try:
        return User.objects.filter(pk=signing.loads(token, salt=_SALT)).first()
    except signing.BadSignature:
        return None


def stop_headers(user: User) -> dict[str, str]:
    """One click in the mail program ends it, without signing in (RFC 8058)."""
    url = settings.HUB_URL + reverse("realtime:stop", args=[stop_token(user)])
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def choose(user: User, *, rhythm: str, hour: int) -> Digest:
    """How often and when, from now on."""
    digest = Digest.objects.filter(user=user).first() or Digest(user=user)
    digest.rhythm, digest.hour = rhythm, hour
    digest.next_at = digest.due_after(timezone.now())
    digest.save()
    return digest


def may_still_go(mail: Mail) -> bool:
    """Asked at sending: still wanted, and everything it speaks of still theirs to see; else it is written anew later."""
    wanted = Digest.objects.filter(user=mail.user).exclude(rhythm=Digest.Rhythm.NEVER).exists()
    mail.user.forget_standing()
    seen = Item.objects.visible_to(mail.user).filter(pk__in=mail.about).count()
    if wanted and seen == len(set(mail.about)):
        return True
    again = Notification.objects.filter(user=mail.user, item__in=mail.about)
    newer = Notification.objects.filter(user=mail.user, item=OuterRef("item"), read_at=None)
    for_digest = again.filter(in_bell=False, mailed_at__gte=mail.created_at - timedelta(minutes=1))
    for_digest.exclude(Exists(newer)).update(read_at=None, mailed_at=None)
    again.filter(read_at=None).update(mailed_at=None)
    return False


mails.kinds[KIND] = mails.Kind(may_still_go=may_still_go)

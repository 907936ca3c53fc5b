"""The outbox: a mail is a row until a mail server took it; the worker sends, within a second of the commit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone, translation

from hub import events
from hub.models import Installation, Mail, User
from hub.worker import GIVE_UP_AFTER, next_try, sweep

log = logging.getLogger("hub.mails")

BATCH = 20  # mails over one connection to the mail server
REST = timedelta(seconds=30)  # after the mail server could not be reached


@dataclass(frozen=True)
class Kind:
    """What holds for all mails of one kind."""

    is_secret: bool = False  # its text is forgotten once it is sent (a demo keeps it, to be read there)
    lasts: timedelta | None = None  # older ones are withdrawn instead of sent
    may_still_go: Callable[[Mail], bool] | None = None  # asked again at sending


# Told with address and words where the mail server says for good that there is no such mailbox.
when_refused: list[Callable[[str, str], object]] = []

kinds: dict[str, Kind] = {"sign_in_code": Kind(is_secret=True, lasts=timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT))}


def post(
    to: str,
    kind: str,
    subject: str,
    text: str,
    html: str = "",
    *,
    user: User | None = None,
    about: Iterable[int] = (),
    headers: dict | None = None,
) -> Mail:
    """Put one mail into the outbox, in the transaction of what it tells of; `about` are keys for its kind to look at again."""
    mail = Mail.objects.create(
        to=to,
        kind=kind,
        subject=" ".join(subject.split())[:255],  # a newline would begin a header of the writer's choice
        text=text,
        html=html,
        user=user,
        about=list(about),
        headers=headers or {},
    )
    events.announce()
    return mail


def write(
    to: str, kind: str, context: dict, *, user: User | None = None, about: Iterable[int] = (), headers: dict | None = None
) -> Mail:
    """Post the mail of templates/mails/<kind>.txt, whose first line is the subject, and <kind>.html if there is one.

    In the language of `user`, else in the one that is active. The templates get `hub_name`, `hub_url` and `user` too.
    """
    context = {"hub_name": settings.HUB_NAME, "hub_url": settings.HUB_URL, "user": user, **context}
    with translation.override((user and user.language) or translation.get_language()):
        subject, _newline, text = render_to_string(f"mails/{kind}.txt", context).strip().partition("\n")
        try:
            html = render_to_string(f"mails/{kind}.html", context)
        except TemplateDoesNotExist:
            html = ""
    return post(to, kind, subject, text.strip() + "\n", html, user=user, about=about, headers=headers)


@sweep("mails")
def send_waiting() -> int:
    """Send one batch of what is due; the number of mails dealt with."""
    due = Mail.objects.filter(state=Mail.State.WAITING, not_before__lte=timezone.now())
    mails = list(due.select_related("user").order_by("not_before", "id")[:BATCH])
    if not mails:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:
        # No mail server is no mail's fault: nothing is counted, all of them wait for it.
        log.warning("the mail server cannot be reached: %s", type(error).__name__)
        waiting = Mail.objects.filter(pk__in=[mail.pk for mail in mails])
        waiting.update(not_before=timezone.now() + REST, last_error=repr(error)[:500])
        return 0
    is_demo = Installation.objects.filter(is_demo=True).exists()
    done = sum(_send(mail, connection, keep=is_demo) for mail in mails if _claim(mail))
    connection.close()
    return done


def try_again(mails: QuerySet[Mail]) -> int:
    """Give parked mails another chance; how many there were."""
    count = mails.filter(state=Mail.State.PARKED).update(state=Mail.State.WAITING, attempts=0, not_before=timezone.now())
    events.announce()
    return count


def forget_files(words: Iterable[str]) -> None:
    """Where mails are written into files instead of sent, those that hold one of `words` go: somebody was erased."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    told = [word.lower().encode() for word in words]
    for path in Path(folder).glob("*.log") if folder else ():
        content = path.read_bytes().lower()
        if any(word in content for word in told):
            path.unlink(missing_ok=True)


def forget(kinds: list[str], about: set[int], using: str) -> None:
    """Lose the words of all mails of these kinds that are about one of these, which are destroyed.

    Those that still wait are refused at sending, since `may_still_go` no longer finds what they are about.
    """
    rows = Mail.objects.using(using).filter(kind__in=kinds).annotate(ids=Cast("about", TextField()))
    for pk in about:
        found = rows.filter(ids__contains=str(pk)).values_list("pk", "about")
        mine = Mail.objects.using(using).filter(pk__in=[key for key, ids in found if pk in ids])
        mine.update(subject="", text="", html="", last_error="")


def _claim(mail: Mail) -> bool:
    """Whoever moves `attempts` has it; killed while sending, it is due again in two minutes."""
    mine = Mail.objects.filter(pk=mail.pk, attempts=mail.attempts, state=Mail.State.WAITING)
    later = timezone.now() + timedelta(minutes=2)
    mail.attempts += 1
    return bool(mine.update(attempts=F("attempts") + 1, not_before=later))


def _send(mail: Mail, connection, *, keep: bool) -> int:
    kind = kinds.get(mail.kind, Kind())
    if not _may_go(mail, kind):
        mail.state = Mail.State.WITHDRAWN
    else:
        try:
            _hand_over(mail, connection)
        except Exception as error:
            # Whatever a mail server or the network says: the row tells it to administrators and waits.
            log.warning("mail %s of kind %s was not taken: %s", mail.pk, mail.kind, type(error).__name__)
            _tell_if_refused(mail, error)
            connection.close()
            mail.last_error = repr(error)[:500]
            mail.not_before = next_try(mail.attempts)
            mail.state = Mail.State.PARKED if mail.attempts >= GIVE_UP_AFTER else Mail.State.WAITING
        else:
            mail.state, mail.sent_at, mail.last_error = Mail.State.SENT, timezone.now(), ""
    if kind.is_secret and mail.state != Mail.State.WAITING and not keep:
        mail.text = mail.html = ""
    mail.save(update_fields=["state", "sent_at", "last_error", "not_before", "text", "html"])
    return 1


def _tell_if_refused(mail: Mail, error: Exception) -> None:
    code, words = error.recipients.get(mail.to, (0, b"")) if isinstance(error, SMTPRecipientsRefused) else (0, b"")
    if code in {550, 551, 553}:
        for tell in when_refused:
            tell(mail.to, words.decode("utf-8", "replace"))


def withdraw_stale(user: User) -> None:
    """Take back what waits for `user` and would not go any more: asked at once where rights end, as it is at sending."""
    for mail in Mail.objects.filter(user=user, state=Mail.State.WAITING).exclude(about=[]).select_related("user"):
        if mail.kind in kinds and not _may_go(mail, kinds[mail.kind]):
            Mail.objects.filter(pk=mail.pk).update(state=Mail.State.WITHDRAWN)


def _may_go(mail: Mail, kind: Kind) -> bool:
    if mail.user_id and not mail.user.is_active and not (kind.is_secret and mail.user.lapsed_at):
        return False
    if kind.lasts and mail.created_at < timezone.now() - kind.lasts:
        return False
    return kind.may_still_go is None or kind.may_still_go(mail)


def _hand_over(mail: Mail, connection) -> None:
    # Sent twice (killed between the server's yes and our mark), it carries the same id, and mail programs show it once.
    identity = f"<{mail.created_at:%Y%m%d%H%M%S}.{mail.pk}@{settings.HUB_HOST.split(':')[0]}>"
    message = EmailMultiAlternatives(
        mail.subject, mail.text, None, [mail.to], headers={"Message-ID": identity, **mail.headers}, connection=connection
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()

"""Drafts as their writer meets them: offered, gone on with or thrown away; what each is called and where it is."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.home import LIMIT, Need, needs_you
from hub.models import Draft, Item, Space, User
from hub.templatetags.components import moment
from hub.texts import cut, tidy_title

_FIRST_WORDS = 60  # characters of a text that has no title


def drafts_of(user: User) -> QuerySet[Draft]:
    """Everything that `user` is writing, last touched first, with what is needed to show it."""
    return Draft.objects.filter(user=user).select_related("item__space", "space").order_by("-changed_at")


def in_reach(drafts: QuerySet[Draft], user: User) -> QuerySet[Draft]:
    """Those of `drafts` whose item and space `user` may still see."""
    there = Q(item=None) | Q(item__in=Item.objects.visible_to(user))
    return drafts.filter(there, Q(space=None) | Q(space__in=Space.objects.visible_to(user)))


def chosen(request: HttpRequest, drafts: QuerySet[Draft]) -> Draft | None:
    """The one of `drafts` that `?draft=` asks to go on with."""
    key = request.GET.get("draft", "")
    return drafts.filter(pk=key).first() if _is_key(key) else None


def waiting(request: HttpRequest, drafts: QuerySet[Draft]) -> Draft | None:
    """The newest of `drafts`, to be offered above an empty form; None where one is in use or something was sent."""
    return None if request.method == "POST" or chosen(request, drafts) else drafts.order_by("-changed_at").first()


def discarded(request: HttpRequest, drafts: QuerySet[Draft]) -> bool:
    """Whether the form asked to throw one of `drafts` away, which is done."""
    key = request.POST.get("discard", "")
    if not _is_key(key):
        return False
    drafts.filter(pk=key).delete()
    messages.success(request, _("Draft discarded"))
    return True


def title_of(draft: Draft) -> str:
    """What its writer called it, else the title of the item it changes, else its first words."""
    return _said(draft) or (draft.item.title if draft.item else "") or first_words(draft) or _("Without a title")


def name_of(draft: Draft) -> str:
    """How to tell it from others begun in the same place: its own title, else its first words."""
    return _said(draft) or first_words(draft) or _("Without a title")


def first_words(draft: Draft) -> str:
    """The beginning of its longest text, on one line."""
    texts = [value for value in draft.fields.values() if isinstance(value, str)]
    return cut(tidy_title(max(texts, key=len, default="")[: 4 * _FIRST_WORDS]), _FIRST_WORDS)


def _said(draft: Draft) -> str:
    said = draft.fields.get("title", "")
    return said.strip() if isinstance(said, str) else ""


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def url_of(draft: Draft) -> str:
    """Where it is gone on with. A kind that is no item's (a reply) is written where its item is read."""
    type = Item.kinds.get(draft.kind)
    if type is None:
        return f"{draft.item.get_absolute_url()}?draft={draft.pk}" if draft.item else ""
    return type.draft_url(draft) if draft.item or draft.space or draft.parent_id or type.is_hub_wide() else ""


def _to_finish(user: User) -> QuerySet[Draft]:
    return in_reach(drafts_of(user), user)[: 4 * LIMIT]


@needs_you("drafts", rows=_to_finish)
def _drafts_to_finish(user: User, rows: list[Draft]) -> list[Need]:
    return [
        Need(
            title=_("Finish your draft: %(title)s") % {"title": title_of(draft)},
            why=_("Last saved %(moment)s") % {"moment": moment(timezone.localtime(draft.changed_at))},
            url=url_of(draft),
            tag=_("Draft"),
            icon="page",
            at=draft.changed_at,
            colour="grey",
        )
        for draft in rows
        if url_of(draft)
    ]

"""Drafts as their writer meets them: what each is called, and where it is gone on with."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.home import LIMIT, Need, needs_you
from hub.models import Draft, Item, Space, User
from hub.templatetags.components import moment


def drafts_of(user: User) -> QuerySet[Draft]:
    """Everything that `user` is writing, last touched first, with what is needed to show it."""
    return Draft.objects.filter(user=user).select_related("item__space", "space").order_by("-changed_at")


def in_reach(drafts: QuerySet[Draft], user: User) -> QuerySet[Draft]:
    """Those of `drafts` whose item and space `user` may still see."""
    there = Q(item=None) | Q(item__in=Item.objects.visible_to(user))
    return drafts.filter(there, Q(space=None) | Q(space__in=Space.objects.visible_to(user)))


def title_of(draft: Draft) -> str:
    """What its writer called it, else the title of the item it changes."""
    said = draft.fields.get("title", "")
    return (said if isinstance(said, str) else "").strip() or (draft.item.title if draft.item else "") or _("Without a title")


def url_of(draft: Draft) -> str:
    """Where it is gone on with. A kind that is no item's (a reply) is written where its item is read."""
    type = Item.kinds.get(draft.kind)
    if type is None:
        return f"{draft.item.get_absolute_url()}?draft={draft.pk}" if draft.item else ""
    return type.draft_url(draft) if draft.item or draft.space or draft.parent_id or type.is_hub_wide() else ""


@needs_you("drafts")
def _drafts_to_finish(user: User) -> list[Need]:
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
        for draft in in_reach(drafts_of(user), user)[: 4 * LIMIT]
        if url_of(draft)
    ]

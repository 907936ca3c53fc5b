"""The draft that waits above an empty form."""

from django import template

from hub.drafts import name_of
from hub.models import Draft

register = template.Library()


@register.inclusion_tag("components/draft.html", takes_context=True)
def waiting_draft(context: dict, draft: Draft | None) -> dict:
    """Offer `draft` by name: use it, discard it (the form's own address takes both), or see all drafts. None shows nothing."""
    return {"draft": draft, "name": name_of(draft) if draft else "", "csrf_token": context["csrf_token"]}

"""The question whether something is still right, on its own page."""

from django import template

from hub.models import Item, review_status
from hub.reviews import can_review

register = template.Library()


@register.inclusion_tag("components/review_note.html", takes_context=True)
def review_note(context: dict, item: Item) -> dict:
    """Ask who answers for `item` (as its own type) when its review date is near or past; nobody else sees anything."""
    status = review_status(item.review_on)
    due = status in {"review_due", "out_of_date"} and can_review(context["request"].user, item)
    return {"item": item if due else None, "is_over": status == "out_of_date", "csrf_token": context.get("csrf_token", "")}

"""Small things that the wiki's templates say."""

from django import template
from django.urls import reverse

from hub.models import Item

register = template.Library()


@register.filter
def signed(size: int) -> str:
    """A change of size with its sign: +84, 0, −390."""
    return f"+{size}" if size > 0 else str(size).replace("-", "\u2212")


@register.simple_tag
def page_url(name: str, item: Item) -> str:
    """The address of a page's history, links and so on, from its row as a bare item."""
    return reverse(f"wiki:{name}", args=[item.space.slug, item.slug])

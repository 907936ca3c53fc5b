"""Small things that the wiki's templates say."""

from django import template
from django.urls import reverse
from django.utils import formats

from hub.models import Item

register = template.Library()


@register.filter
def signed(size: int) -> str:
    """A change of size with its sign: +84, 0, −390."""
    sign = "+" if size > 0 else "\u2212" if size < 0 else ""
    return sign + formats.number_format(abs(size), use_l10n=True, force_grouping=True)


@register.simple_tag
def page_url(name: str, item: Item) -> str:
    """The address of a page's history, links and so on, from its row as a bare item."""
    return reverse(f"wiki:{name}", args=[item.space.slug, item.slug])

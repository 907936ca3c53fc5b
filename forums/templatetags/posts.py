"""Posts on the page of a discussion."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from forums.branches import Branch
from forums.drawing import Pen
from forums.shown import ShownPost

register = template.Library()


@register.simple_tag(takes_context=True)
def post(context: Context, one: ShownPost) -> SafeString:
    """One post."""
    return _pen(context).post(one)


@register.simple_tag(takes_context=True)
def branches(context: Context, some: list[Branch]) -> SafeString:
    """A list of branches."""
    return _pen(context).branches(some)


def _pen(context: Context) -> Pen:
    """The one pen of a page."""
    known = context.render_context.dicts[0]
    if "pen" not in known:
        known["pen"] = Pen(context["topic"], context["csrf_token"])
    return known["pen"]

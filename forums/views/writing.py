"""What the forms of discussions have in common: the preview without scripts, who will not be told."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

from forums.models import Post, Topic
from hub import links, markdown
from hub.mentioned import mentioned, readers_planned
from hub.models import Item, Link, Space, User
from hub.texts import tidy


def begun_form(kind: type[Form], request: HttpRequest, initial: dict, **about) -> Form:
    """The form to show or to check. What is only previewed is not checked, and comes back as it was sent."""
    if request.method != "POST":
        return kind(initial=initial, **about)
    if "preview" in request.POST:
        sent = {name: values if len(values) > 1 else values[-1] for name, values in request.POST.lists() if values}
        return kind(initial=sent, **about)
    return kind(request.POST, **about)


def preview_of(request: HttpRequest, space: Space | None, about: Item | None = None) -> dict | None:
    """The text as it would be shown and who will be told, or why it would be refused, where the Preview button was pressed.

    `about` is what it is in, or about: its readers are those of the text.
    """
    if "preview" not in request.POST:
        return None
    try:
        rendered = markdown.render(tidy(request.POST.get("text", "")), space)
    except markdown.RefusedText as refused:
        return {"problem": str(refused)}
    named = mentioned(rendered.mentions, by=request.user, readers=readers_planned(request, space, about))
    return {"text": links.preview(rendered, space, request.user), "named": named}


def say_who_is_not_told(request: HttpRequest, topic: Topic, post: Post) -> None:
    """Name those whom a post mentions although they cannot see the discussion; only people that its writer may know of."""
    handles = Link.objects.filter(source=topic.pk, anchor=post.anchor, kind="mention")
    names = mentioned(handles.values_list("slug", flat=True), by=request.user, readers=User.objects.who_can_see(topic)).blind
    if names:
        messages.info(request, _("Not told, because they cannot see this discussion: %(names)s") % {"names": ", ".join(names)})

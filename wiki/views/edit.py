"""Writing pages: new ones, edits, previews without scripts, and what to do when two people edit at once."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub import drafts, files, links, markdown
from hub.models import Draft, Space
from hub.policy import MayNot, find_space, require
from hub.questions import typed
from hub.tagging import topics_of
from wiki import actions, policy
from wiki.addresses import TitleReserved, TitleTaken, find_pages
from wiki.diff import diff_words
from wiki.forms import EditForm, NewPageForm, fields_of_draft
from wiki.models import Page
from wiki.views.comparing import Passages
from wiki.views.finding import gone, with_page
from wiki.views.page import trail_to


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, space: str) -> HttpResponse:
    """A page that is not there yet; `?title=` where a red link led here, `?parent=` where it shall stand below another."""
    return _or_kept(request, _new, space=space)


def _new(request: HttpRequest, space: str) -> HttpResponse:
    space = find_space(request.user, space)
    require(policy.can_create(request.user, space), space)
    title = typed(request, "title")
    if request.method != "POST" and title and (there := _page_called(request, space, title)):
        return redirect(there)
    mine = Draft.objects.filter(user=request.user, kind="page", item=None, space=space)
    if drafts.discarded(request, mine):
        return redirect(request.get_full_path())
    initial = {"title": title, "parent": typed(request, "parent")}
    draft = drafts.chosen(request, mine)
    form = _form(NewPageForm, request, initial | (fields_of_draft(draft) if draft else {}))
    parent = _parent(request, space, form["parent"].value())
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("title", "text", "topics")}
        if page := tried(form, actions.create_page, space, author=request.user, parent=parent, **words):
            return redirect(page)
    context = {
        "form": form,
        "space": space,
        "parent": parent,
        "missing": title if request.method != "POST" else "",
        "draft": drafts.waiting(request, mine),
        "preview": _preview(request, form, space),
        "trail": [*trail_to(space), (_("Pages"), reverse("wiki:pages", args=[space.slug]))],
    }
    return render(request, "wiki/new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, space: str, slug: str) -> HttpResponse:
    """Change a page."""
    return _or_kept(request, _edit, space=space, slug=slug)


def _or_kept(request: HttpRequest, view, **where) -> HttpResponse:
    """What `view` answers. Whatever happened to page or space meanwhile, the text that was sent comes back on the screen."""
    try:
        return view(request, **where)
    except (Http404, MayNot) as refused:
        if request.method != "POST" or "text" not in request.POST:
            raise
        status = 403 if isinstance(refused, MayNot) else 404
        return render(request, "wiki/kept.html", {"text": request.POST["text"], "status": status}, status=status)


@with_page
def _edit(request: HttpRequest, page: Page) -> HttpResponse:
    require(policy.can_edit(request.user, page), page.space)
    mine = Draft.objects.filter(user=request.user, kind="page", item=page.pk)
    if drafts.discarded(request, mine):
        return redirect(request.path)
    draft = drafts.chosen(request, mine)
    initial = EditForm.initial_of(page, topics_of(page)) | (fields_of_draft(draft) if draft else {})
    form = _form(EditForm, request, initial, page=page, editor=request.user)
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("title", "text", "topics", "note", "minor", "base")}
        try:
            if tried(form, actions.edit_page, page, editor=request.user, **words):
                return redirect(page)
        except actions.EditConflict as conflict:
            return _conflict(request, page, form, conflict)
        except actions.PageGone:
            page.refresh_from_db()
            return gone(request, page)
    context = {
        "form": form,
        "page": page,
        "space": page.space,
        "draft": drafts.waiting(request, mine),
        "base": form["base"].value(),
        "preview": _preview(request, form, page.space),
        "trail": trail_to(page.space, page),
    }
    return render(request, "wiki/edit.html", context)


def _conflict(request: HttpRequest, page: Page, form: EditForm, conflict: actions.EditConflict) -> HttpResponse:
    """Yours, theirs and the difference; the form goes on with both in one text. Nothing is saved, nothing is lost."""
    sent, theirs = form.cleaned_data, conflict.theirs
    initial = EditForm.of_conflict(theirs, conflict.merge.text, sent)
    context = {
        "form": EditForm(initial=initial, page=page, editor=request.user),
        "page": page,
        "space": page.space,
        "theirs": theirs,
        "sent": sent,
        "changed_title": theirs.title if theirs.title != sent["title"] else "",
        "passages": Passages(diff_words(theirs.text, actions.tidy(sent["text"]))),
        "trail": trail_to(page.space, page),
    }
    return render(request, "wiki/conflict.html", context, status=409)


def tried(form, action, *args, **words):
    """What the action answers; None where it refused, with the reason at the field."""
    try:
        return action(*args, **words)
    except TitleReserved:
        form.add_error("title", _("Each space has a part of this name. Choose another title"))
    except TitleTaken as taken:
        form.add_error("title", _taken(taken.page))
    except markdown.RefusedText as refused:
        form.add_error("text", refused.message)
    return None


def _taken(page: Page) -> SafeString:
    return format_html(
        '{} <a class="govuk-link" href="{}">{}</a>',
        _("A page has this title already, or had it before. Choose another one, or change that page:"),
        page.get_absolute_url(),
        page.title,
    )


def _form(kind: type, request: HttpRequest, initial: dict, **about):
    """The form to show or to check. What is only previewed is not checked, and comes back as it was sent.

    Files that were sent along without scripts stand at the end of the text from then on.
    """
    if request.method != "POST":
        return kind(initial=initial, **about)
    sent, refused = request.POST.copy(), ""
    try:
        uploads = request.FILES.getlist("attachments")
        sent["text"] = files.with_attachments(sent.get("text", ""), uploads, uploader=request.user)
    except files.FileRefused as problem:
        refused = str(problem)
    if "preview" in sent and not refused:
        return kind(initial=sent.dict(), **about)
    form = kind(sent, **about)
    if refused:
        form.add_error("text", refused)
    return form


def _preview(request: HttpRequest, form, space: Space) -> dict | None:
    """The text as it would be shown, or why it would be refused, where the Preview button was pressed."""
    if form.is_bound or "preview" not in request.POST:
        return None
    try:
        rendered = markdown.render(actions.tidy(form["text"].value() or ""), space)
    except markdown.RefusedText as refused:
        return {"problem": refused.message}
    return {"text": links.preview(rendered, space, request.user)}


def _page_called(request: HttpRequest, space: Space, title: str) -> Page | None:
    """The page that a link with this title leads to, where the reader may see it."""
    place = (space.pk, markdown.slugify(title))
    found = find_pages({place}).get(place)
    return Page.objects.visible_to(request.user).select_related("space").filter(pk=found).first()


def _parent(request: HttpRequest, space: Space, slug: str | None) -> Page | None:
    if not slug:
        return None
    return get_object_or_404(Page.objects.visible_to(request.user).select_related("space"), space=space, slug=slug)

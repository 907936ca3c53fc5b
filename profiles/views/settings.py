"""Changing what one's own profile says."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from profiles import actions
from profiles.fields import TEXTS
from profiles.forms import ProfileForm, TopicForms
from profiles.models import Photo, Profile


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """One's own profile, whoever asks."""
    profile = get_object_or_404(Profile.objects.select_related("user"), user=request.user)
    picture = Photo.objects.filter(profile=profile).values_list("digest", flat=True).first()
    sent = request.POST if request.method == "POST" else None
    form = ProfileForm(sent, request.FILES or None, initial=ProfileForm.initial_of(profile), has_photo=bool(picture))
    form.stands = "\n".join(getattr(profile, field.name) for field in TEXTS)
    rows = profile.expertise.select_related("tag").order_by("-level", "tag__name")
    topics = TopicForms(sent, initial=[{"name": row.tag.name, "level": row.level} for row in rows])
    if form.is_valid() & topics.is_valid():
        actions.change_profile(
            profile,
            texts=form.texts,
            topics=topics.topics,
            reach=form.reach,
            photo=form.cleaned_data["photo"],
            without_photo=form.cleaned_data.get("without_photo", False),
        )
        messages.success(request, _("Your profile is saved"))
        return redirect(profile)
    context = {"form": form, "topics": topics, "profile": profile, "photo": picture, "trail": [(_("Settings"), "/settings/")]}
    return render(request, "profiles/edit.html", context)

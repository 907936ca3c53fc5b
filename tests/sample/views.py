"""The two pages of ideas."""

from django import forms
from django.shortcuts import get_object_or_404, redirect, render

from hub.guard import Guarded
from hub.models import Space
from hub.policy import can_contribute, require
from tests.sample.actions import have_idea
from tests.sample.models import Idea


class IdeaForm(Guarded):
    """A title and a thought."""

    title = forms.CharField(label="Idea")
    text = forms.CharField(label="The idea in full", widget=forms.Textarea)


def idea(request, pk):
    return render(request, "sample/idea.html", {"idea": get_object_or_404(Idea.objects.visible_to(request.user), pk=pk)})


def new(request, space):
    space = get_object_or_404(Space.objects.visible_to(request.user), slug=space)
    require(can_contribute(request.user, space), space)
    form = IdeaForm(request.POST or None)
    if form.is_valid():
        return redirect(have_idea(space, author=request.user, **form.cleaned_data))
    return render(request, "sample/new.html", {"space": space, "form": form})

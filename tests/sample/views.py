"""The two pages of ideas."""

from django.shortcuts import get_object_or_404, redirect, render

from hub.models import Space
from hub.policy import can_contribute, require
from tests.sample.actions import have_idea
from tests.sample.models import Idea


def idea(request, pk):
    return render(request, "sample/idea.html", {"idea": get_object_or_404(Idea.objects.visible_to(request.user), pk=pk)})


def new(request, space):
    space = get_object_or_404(Space.objects.visible_to(request.user), slug=space)
    require(can_contribute(request.user, space), space)
    if request.method == "POST" and request.POST.get("title"):
        return redirect(have_idea(space, author=request.user, title=request.POST["title"], text=request.POST["text"]))
    return render(request, "sample/new.html", {"space": space})

"""Saying that something is still right, and when to ask again."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hub import reviews
from hub.models import Item, specific
from hub.models.reviews import AGAIN_AFTER
from hub.policy import require
from hub.redirects import next_path
from hub.templatetags.components import day
from hub.widgets import DayMonthYear


class ReviewForm(forms.Form):
    """When somebody is asked again."""

    until = forms.DateField(
        label=gettext_lazy("Ask again on"),
        widget=DayMonthYear,
        error_messages={"required": gettext_lazy("Enter a date")},
    )

    def clean_until(self) -> date:
        day = self.cleaned_data["until"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Enter a day that is still to come"))
        return day


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, item: int) -> HttpResponse:
    """Who said when that it is right, and the next date. A POST without a date, as the button sends it, means in a year."""
    item = get_object_or_404(Item.objects.visible_to(request.user).select_related("space"), pk=min(item, 2**62))
    item = specific([item])[0]
    require(reviews.can_review(request.user, item), item.space)
    asked = "until_day" in request.POST
    form = ReviewForm(request.POST if asked else None, initial={"until": timezone.localdate() + AGAIN_AFTER})
    if request.method == "POST" and (not asked or form.is_valid()):
        until = form.cleaned_data["until"] if asked else None
        reviews.say_still_right(item, by=request.user, until=until)
        item.refresh_from_db()
        messages.success(request, _("Thank you. You are asked again on %(date)s") % {"date": day(item.review_on)})
        return redirect(next_path(request, otherwise=item.get_absolute_url()))
    context = {
        "item": item,
        "form": form,
        "past": item.reviews.select_related("by", "agency").order_by("-at")[:20],
        "trail": [(item.title, item.get_absolute_url())],
    }
    return render(request, "hub/review.html", context)

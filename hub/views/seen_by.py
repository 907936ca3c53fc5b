"""What others see of a space, for its owners: as a list, within what they see themselves."""

from __future__ import annotations

from collections import Counter

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hub import policy
from hub.models import Agency, Item
from hub.models.items import ItemQuerySet
from hub.onlookers import Onlooker
from hub.paging import cut


class OnlookerForm(forms.Form):
    """As whom to look."""

    who = forms.ChoiceField(
        label=gettext_lazy("As it is for"),
        choices=[
            ("staff", gettext_lazy("Staff who are no members, of any other agency")),
            ("agency", gettext_lazy("Staff who are no members, of this agency")),
            ("guest", gettext_lazy("A guest of this space, as a reader")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose as whom to look")},
    )
    agency = forms.ModelChoiceField(
        label=gettext_lazy("Agency"),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=gettext_lazy("Choose an agency"),
        help_text=gettext_lazy("Only if you chose “of this agency” above"),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(state=Agency.State.CONFIRMED).order_by("name")

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("who") == "agency" and "agency" in cleaned and not cleaned["agency"]:
            self.add_error("agency", _("Choose an agency"))
        return cleaned

    def onlooker(self) -> Onlooker:
        """Whom the fields describe."""
        if self.cleaned_data["who"] == "guest":
            return Onlooker.guest()
        return Onlooker.of_agency(self.cleaned_data["agency"] if self.cleaned_data["who"] == "agency" else None)


@require_safe
def seen_by(request: HttpRequest, space: str) -> HttpResponse:
    """What somebody like `?who=` sees of a space, item by item, and how much stays hidden from them; for owners."""
    space = policy.find_space(request.user, space)
    policy.require(policy.can_own(request.user, space), space)
    form = OnlookerForm(request.GET if "who" in request.GET else None, initial={"who": "staff"})
    trail = [(_("Spaces"), reverse("hub:spaces")), (space.title, space.get_absolute_url())]
    trail.append((_("Settings"), reverse("hub:space_settings", args=[space.slug])))
    context = {"space": space, "form": form, "trail": trail}
    if form.is_valid():
        onlooker = form.onlooker()
        mine = Item.objects.visible_to(request.user)
        seen = onlooker.sees(space, among=mine)
        context |= {
            "who": dict(form.fields["who"].choices)[form.cleaned_data["who"]],
            "agency": form.cleaned_data["agency"] if form.cleaned_data["who"] == "agency" else None,
            "knows_of": onlooker.knows_of(space),
            "reads": onlooker.reads(space),
            "may": onlooker.may(space),
            "part": cut(seen.select_related("space"), request),
            "counts": _counts(seen),
            "hidden": _counts(mine.filter(space=space).exclude(pk__in=seen.values("pk"))),
        }
    return render(request, "hub/seen_by.html", context)


def _counts(items: ItemQuerySet) -> list[tuple[int, str]]:
    """(how many, what) of each kind, most first; one query."""
    found = Counter(items.filter(kind__in=Item.kinds).order_by().values_list("kind", flat=True)).most_common()
    return [(n, getattr(Item.kinds[kind]._meta, "verbose_name" if n == 1 else "verbose_name_plural")) for kind, n in found]

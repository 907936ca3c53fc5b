"""The hand-over list: what people who left answered for, and who takes it on."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from hub import events
from hub.actions.members import let_in
from hub.home import Need, needs_you
from hub.manage.access import powers_of
from hub.models import Item, LeftBehind, Membership, User
from hub.models.visibility import can_read_space
from hub.people import known_to

Role = Membership.Role
SHOWN = 200


def left_to(user: User) -> QuerySet[LeftBehind]:
    """What `user` may hand on: in spaces they look after, and what people of an agency they administer left behind.

    Administering opens no private content: items that they may not see are not theirs to hand on.
    """
    mine = Membership.objects.current().filter(user=user, role__in=[Role.OWNER, Role.MODERATOR]).values("space")
    powers = powers_of(user)
    over = Q(pk__in=[])
    if powers:
        over = Q() if powers.whole else Q(agency=powers.agency)
    seen = Q(item__in=Item.objects.visible_to(user))
    rows = Q(space__in=mine) | Q(item__space__in=mine) & seen | over & (Q(space__isnull=False) | seen)
    return LeftBehind.objects.filter(rows, settled_at=None).exclude(item__removed_at__isnull=False)


class HandOnForm(forms.Form):
    """Who takes it on: somebody who can see it."""

    person = forms.CharField(
        label=gettext_lazy("New owner"),
        max_length=254,
        help_text=gettext_lazy("Their work email address, or their name as in @name. It has to be somebody who can see it"),
        error_messages={"required": gettext_lazy("Enter who answers for it from now on")},
    )

    def __init__(self, *args, by: User, left: LeftBehind, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.left = by, left

    def clean_person(self) -> User:
        said = self.cleaned_data["person"].strip().lstrip("@").lower()
        found = candidates(self.left).filter(pk__in=known_to(self.by).values("pk"))
        person = found.filter(Q(email=said) | Q(handle=said)).first()
        if person is None:
            raise forms.ValidationError(_("Nobody who can see it has this name or address. Check it, or choose somebody else"))
        return person


def candidates(left: LeftBehind) -> QuerySet[User]:
    """Staff who can see it; of a space that has an owner left, also those whom the owner lets in by this."""
    if left.item_id:
        return User.objects.staff().filter(pk__in=User.objects.who_can_see(left.item).values("pk"))
    return User.objects.staff().filter(
        can_read_space(left.space) | Q(affiliations__agency=left.agency, affiliations__ended_at=None)
    )


@transaction.atomic
def hand_on(left: LeftBehind, *, to: User, by: User) -> None:
    """`to` answers for it from now on, and is told."""
    _settle(left, by)
    if left.item_id:
        Item.objects.filter(pk=left.item_id).update(owner=to, shown=F("shown") + 1)
        item = Item.objects.select_related("space").get(pk=left.item_id)
        events.record(by, "hub.handed_on", item, mentioned=[to], audit=True, user=to.pk, before=left.user_id)
        return
    let_in(left.space, by=by, user=to, role=Role.OWNER)
    Membership.objects.filter(space=left.space, user=to).update(role=Role.OWNER, until=None)
    # Whoever stayed only because nobody else answered for the space goes on as a member.
    Membership.objects.filter(space=left.space, user=left.user_id, role=Role.OWNER).exclude(user=to).update(role=Role.MEMBER)
    User.objects.filter(pk__in=[to.pk, left.user_id]).update(epoch=F("epoch") + 1)
    events.record(by, "hub.space_handed_on", space=left.space, audit=True, user=to.pk, before=left.user_id)


@transaction.atomic
def put_away(left: LeftBehind, *, by: User) -> None:
    """It needs no other owner: the space has one, or nobody has to answer for the item."""
    _settle(left, by)
    events.record(by, "hub.hand_over_put_away", space=left.space, audit=True, before=left.user_id)


def _settle(left: LeftBehind, by: User) -> None:
    left.settled_at, left.settled_by = timezone.now(), by
    left.save(update_fields=["settled_at", "settled_by"])


def _left(user: User) -> QuerySet[LeftBehind]:
    return left_to(user).order_by("-listed_at")[:SHOWN]


@needs_you("hand_over", rows=_left, differs=powers_of)
def _waiting(user: User, rows: list[LeftBehind]) -> list[Need]:
    if not rows:
        return []
    count = len(rows)
    title = ngettext("%(n)s thing has no owner since somebody left", "%(n)s things have no owner since somebody left", count)
    return [
        Need(title % {"n": count}, _("Say who takes it on"), reverse("hand_over"), _("Hand over"), "people", rows[0].listed_at)
    ]


@require_safe
def hand_over(request: HttpRequest) -> HttpResponse:
    """Everything the reader may hand on, by the person who left it."""
    rows = left_to(request.user).select_related("item__space", "space", "user", "agency")
    rows = list(rows.order_by("user__name", "user", "pk")[:SHOWN])
    people: dict[int, tuple] = {}
    for row in rows:
        people.setdefault(row.user_id, (row.user, row.agency, []))[2].append(row)
    return render(request, "accounts/hand_over.html", {"people": list(people.values()), "today": timezone.localdate()})


@require_http_methods(["GET", "HEAD", "POST"])
def hand_on_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the new owner of one thing, or say that it needs none (`none`)."""
    rows = left_to(request.user).select_related("item__space", "space", "user", "agency")
    left = get_object_or_404(rows, pk=pk)
    form = HandOnForm(
        request.POST if request.method == "POST" and "none" not in request.POST else None, by=request.user, left=left
    )
    if request.method == "POST":
        if "none" in request.POST and may_put_away(left):
            put_away(left, by=request.user)
            messages.success(request, _("It is off the list"))
            return redirect("hand_over")
        if form.is_valid():
            to = form.cleaned_data["person"]
            hand_on(left, to=to, by=request.user)
            messages.success(request, _("%(name)s answers for it now") % {"name": to})
            return redirect("hand_over")
    context = {
        "left": left,
        "form": form,
        "may_put_away": may_put_away(left),
        "trail": [(_("Hand over"), reverse("hand_over"))],
    }
    return render(request, "accounts/hand_on.html", context)


def may_put_away(left: LeftBehind) -> bool:
    """Whether it can go on as it is: a space never without an owner who works here."""
    if left.item_id:
        return True
    owners = Membership.objects.current().filter(space=left.space, role=Role.OWNER, user__in=User.objects.staff())
    return owners.exclude(user=left.user_id).exists()

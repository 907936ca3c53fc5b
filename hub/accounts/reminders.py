"""Asking people for a second way in: everybody on their first days, and those who administer until they have one."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.proof import has_second_way_in
from hub.home import Need, Step, first_step, needs_you
from hub.manage.access import powers_of
from hub.models import Installation, User


@first_step("second_way")
def _add_a_second_way_in(user: User) -> Step:
    return Step(_("Add a second way to sign in"), reverse("security"), done=has_second_way_in(user))


@needs_you("second_way")
def _administers_without(user: User) -> list[Need]:
    """Those who run the hub or look after an agency; in a demo there is nothing to keep from whoever reads its mail."""
    if not powers_of(user) or has_second_way_in(user) or Installation.objects.filter(is_demo=True).exists():
        return []
    why = _("Whoever administers the hub needs one")
    return [Need(_("Add a second way in"), why, reverse("security"), _("To do"), "flag", timezone.now())]

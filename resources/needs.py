"""What waits for a person in the library: their leaflets whose review is due."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from hub.home import LIMIT, Need, needs_you
from hub.models import User
from hub.templatetags.components import STATUSES, day
from resources.models import DUE_BEFORE, Resource


@needs_you("reviews")
def leaflets_to_review(user: User) -> list[Need]:
    """Leaflets that they own and whose review date is near or past."""
    today = timezone.localdate()
    mine = Resource.objects.visible_to(user).filter(owner=user, review_on__lte=today + DUE_BEFORE)
    needs = []
    for resource in mine.select_related("space").order_by("-review_on")[: 4 * LIMIT]:
        word, colour = STATUSES[resource.status]
        over = resource.status == "out_of_date"
        why = (
            _("Its review date was %(date)s. Is it still right?")
            if over
            else _("Its review date is %(date)s. Is it still right?")
        )
        at = timezone.make_aware(datetime.combine(min(resource.review_on, today), time()))
        needs.append(
            Need(
                resource.title,
                why % {"date": day(resource.review_on)},
                resource.get_absolute_url(),
                str(word),
                "leaflet",
                at,
                colour,
            )
        )
    return needs

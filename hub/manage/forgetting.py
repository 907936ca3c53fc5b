"""Who asked for an organisation is forgotten some time after the decision; that there was a request is kept."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from hub.backup import erasures
from hub.models import AdmissionRequest, Applicant
from hub.worker import sweep

KEPT = timedelta(days=90)
BATCH = 100


@sweep("applicants", every=60)
def forget_applicants() -> int:
    """Delete those whose request was decided long ago, refused or not."""
    old = AdmissionRequest.objects.filter(decided_at__lt=timezone.now() - KEPT)
    ids = list(Applicant.objects.filter(request__in=old).values_list("pk", flat=True)[:BATCH])
    with transaction.atomic():
        erasures.note("hub.Applicant", ids)
        Applicant.objects.filter(pk__in=ids).delete()
    return len(ids)

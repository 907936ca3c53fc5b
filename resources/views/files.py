"""The bytes of leaflets, at addresses that last."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from hub.keys import LONGEST_KEY
from hub.views.files import serve
from resources.models import Resource
from resources.views.finding import open_versions, with_resource


@require_safe
@with_resource
def current(request: HttpRequest, resource: Resource) -> HttpResponse:
    """The bytes of the current version, whichever that is."""
    return serve(request, resource.current.file_id)


@require_safe
@with_resource
def exact(request: HttpRequest, resource: Resource, number: int) -> HttpResponse:
    """The bytes of one version, for ever the same. Says where the current one is, for programs that follow links."""
    version = get_object_or_404(open_versions(request.user, resource), number=min(number, LONGEST_KEY))
    response = serve(request, version.file_id)
    response["Link"] = f'<{resource.file_url}>; rel="latest-version"'
    return response

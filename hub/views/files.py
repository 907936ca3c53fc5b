"""Attaching files while writing, and getting them back."""

from __future__ import annotations

import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header, parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub import files
from hub.middleware.headers import gives_pictures
from hub.models import File

log = logging.getLogger("hub.files")

# Nothing in a file may run, load or frame anything, even if a browser could be brought to show it as a page.
_POLICY = "default-src 'none'; sandbox"


@require_POST
def attach(request: HttpRequest) -> JsonResponse:
    """Take one file in; a script puts `markdown` into the text. 400 with `error` where the file is refused."""
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"error": _("Choose a file to attach.")}, status=400)
    try:
        file = files.store(upload, uploader=request.user)
    except files.FileRefused as refused:
        return JsonResponse({"error": str(refused)}, status=400)
    said = {"id": file.pk, "url": file.get_absolute_url(), "name": file.name, "image": file.is_picture}
    return JsonResponse({**said, "markdown": files.markdown_of(file)})


@gives_pictures
@require_safe
def serve(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of a file, for those who may see what it belongs to. Permission is asked before any 304."""
    file = get_object_or_404(File.objects.visible_to(request.user).select_related("blob"), pk=pk)
    etag = f'"{file.blob.sha256}"'
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    if etag in asked or f"W/{etag}" in asked:
        response = HttpResponseNotModified()
    else:
        try:
            response = FileResponse(files.open_file(file), content_type=file.blob.type)
        except FileNotFoundError:
            log.error("the storage has lost the bytes of file %s", file.pk)
            raise Http404 from None
        response["Content-Disposition"] = content_disposition_header(not file.is_picture, file.name)
        response["Content-Length"] = file.blob.size
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Security-Policy"] = _POLICY
    return response

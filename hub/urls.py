"""The URL map: the floor's own pages, then one line for each content type."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("wiki.urls")),
    path("", include("realtime.urls")),
    *[path("", include(f"{app}.urls")) for app in settings.HUB_EXTRA_APPS],
    path("admin/", admin.site.urls),
    path("", include("hub.paths")),
]

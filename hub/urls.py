"""The URL map: one line for each app. The wiki comes last: its pages lie where any other word below /s/ would."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("hub.paths")),
    path("", include("realtime.urls")),
    *[path("", include(f"{app}.urls")) for app in settings.HUB_EXTRA_APPS],
    path("admin/", admin.site.urls),
    path("", include("wiki.urls")),
]

"""The URL map: each content type's addresses, the floor's own, and last the wiki's, whose pages lie right below a space."""

from django.conf import settings
from django.urls import include, path

from hub.admin import site

urlpatterns = [
    path("", include("hub.accounts.urls")),
    path("", include("hub.accounts.security_urls")),
    path("", include("forums.urls")),
    path("", include("profiles.urls")),
    path("", include("realtime.urls")),
    path("", include("resources.urls")),
    path("", include("lessons.urls")),
    *[path("", include(f"{app}.urls")) for app in settings.HUB_EXTRA_APPS],
    path("admin/", site.urls),
    path("", include("hub.manage.paths")),
    path("", include("hub.paths")),
    path("", include("wiki.urls")),
]

handler400 = "hub.views.errors.bad_request"
handler403 = "hub.views.errors.forbidden"
handler404 = "hub.views.errors.not_found"
handler500 = "hub.views.errors.failed"

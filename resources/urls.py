"""Addresses of the library. The number finds a leaflet, the words behind it are for people: old ones lead to the new."""

from django.urls import path

from resources.views import add, change, files, keeping, lists, resource, versions

app_name = "resources"
_LEAFLET = "library/<int:pk>/<slug:slug>/"
urlpatterns = [
    path("library/", lists.everywhere, name="list"),
    path("library/<int:pk>/", resource.short, name="short"),
    path("s/<slug:space>/library/", lists.in_space, name="in_space"),
    path("s/<slug:space>/library/new/", add.new, name="new"),
    path("s/<slug:space>/library/bin/", lists.bin, name="bin"),
    path(_LEAFLET, resource.resource, name="resource"),
    path(f"{_LEAFLET}text/", resource.text, name="text"),
    path(f"{_LEAFLET}file/", files.current, name="file"),
    path(f"{_LEAFLET}file/<int:number>/", files.exact, name="version_file"),
    path(f"{_LEAFLET}versions/", versions.versions, name="versions"),
    path(f"{_LEAFLET}versions/new/", add.new_version, name="new_version"),
    path(f"{_LEAFLET}versions/<int:number>/", versions.version, name="version"),
    path(f"{_LEAFLET}versions/<int:number>/restore/", versions.restore, name="restore"),
    path(f"{_LEAFLET}edit/", change.edit, name="edit"),
    path(f"{_LEAFLET}remove/", keeping.remove, name="remove"),
    path(f"{_LEAFLET}bring-back/", keeping.bring_back, name="bring_back"),
]

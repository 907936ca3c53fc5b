"""Addresses of the wiki. A page lies right below its space, so these come after all others; `RESERVED` keeps the tabs free."""

from django.urls import path

from wiki.views import edit, history, keeping, lists, page, placing

app_name = "wiki"
_PAGE = "s/<slug:space>/<slug:slug>/"
urlpatterns = [
    path("s/<slug:space>/pages/", lists.pages, name="pages"),
    path("s/<slug:space>/changes/", lists.changes, name="changes"),
    path("s/<slug:space>/bin/", lists.bin, name="bin"),
    path("s/<slug:space>/new/", edit.new, name="new"),
    path(_PAGE, page.page, name="page"),
    path(f"{_PAGE}edit/", edit.edit, name="edit"),
    path(f"{_PAGE}history/", history.history, name="history"),
    path(f"{_PAGE}history/<int:number>/", history.revision, name="revision"),
    path(f"{_PAGE}restore/<int:number>/", history.restore, name="restore"),
    path(f"{_PAGE}links/", lists.backlinks, name="links"),
    path(f"{_PAGE}move/", placing.move, name="move"),
    path(f"{_PAGE}shift/", placing.shift, name="shift"),
    path(f"{_PAGE}lock/", keeping.lock, name="lock"),
    path(f"{_PAGE}remove/", keeping.remove, name="remove"),
    path(f"{_PAGE}bring-back/", keeping.bring_back, name="bring_back"),
]

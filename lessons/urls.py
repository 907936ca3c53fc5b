"""Addresses of lessons."""

from django.urls import path

from lessons.views import keeping, lists, reading, releasing, writing

app_name = "lessons"
urlpatterns = [
    path("lessons/", lists.everywhere, name="list"),
    path("lessons/new/", writing.new, name="new"),
    path("lessons/<int:pk>/", reading.lesson, name="short"),
    path("lessons/<int:pk>/edit/", writing.edit, name="edit"),
    path("lessons/<int:pk>/share/", releasing.share, name="share"),
    path("lessons/<int:pk>/status/", keeping.status, name="status"),
    path("lessons/<int:pk>/remove/", keeping.remove, name="remove"),
    path("lessons/<int:pk>/<str:slug>/", reading.lesson, name="lesson"),
    path("s/<slug:space>/lessons/", lists.in_space, name="in_space"),
    path("s/<slug:space>/lessons/new/", writing.new, name="new_in_space"),
]

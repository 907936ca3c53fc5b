"""Addresses of discussions."""

from django.urls import path

from forums.views import about, keeping, lists, marks, new, posts, topic

app_name = "forums"
_POST = "d/<int:pk>/post/<int:post>/"
urlpatterns = [
    path("d/", lists.everywhere, name="list"),
    path("s/<slug:space>/discussions/", lists.in_space, name="in_space"),
    path("s/<slug:space>/discussions/new/", new.new, name="new"),
    path("about/<int:item>/discussions/", about.about, name="about"),
    path("about/<int:item>/discussions/new/", new.ask, name="ask"),
    path("d/<int:pk>/", topic.short, name="short"),
    path("d/<int:pk>/news/", topic.news, name="news"),
    path("d/<int:pk>/reply/", posts.reply, name="reply"),
    path("d/<int:pk>/change/", keeping.change, name="change"),
    path("d/<int:pk>/close/", keeping.close, name="close"),
    path("d/<int:pk>/reopen/", keeping.reopen, name="reopen"),
    path("d/<int:pk>/pin/", keeping.pin, name="pin"),
    path("d/<int:pk>/remove/", keeping.remove, name="remove_topic"),
    path("d/<int:pk>/bring-back/", keeping.bring_back, name="bring_back_topic"),
    path(f"{_POST}edit/", posts.edit, name="edit"),
    path(f"{_POST}history/", posts.history, name="history"),
    path(f"{_POST}quote/", posts.quote, name="quote"),
    path(f"{_POST}remove/", posts.remove, name="remove"),
    path(f"{_POST}bring-back/", posts.bring_back, name="bring_back"),
    path(f"{_POST}react/", marks.react, name="react"),
    path(f"{_POST}accept/", marks.accept, name="accept"),
    path(f"{_POST}verify/", marks.verify, name="verify"),
    path("d/<int:pk>/<slug:slug>/", topic.topic, name="topic"),
]

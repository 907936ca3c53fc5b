"""Addresses of notices."""

from django.urls import path

from realtime import views

app_name = "realtime"
urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/panel/", views.panel, name="panel"),
    path("notifications/state/", views.state, name="state"),
    path("notifications/read/", views.read, name="read"),
    path("notifications/<int:pk>/", views.go, name="go"),
    path("settings/notifications/", views.preferences, name="preferences"),
    path("mail/stop/<str:token>/", views.stop, name="stop"),
]

"""Addresses of people."""

from django.urls import path

from profiles import views

app_name = "profiles"
urlpatterns = [
    path("people/", views.people, name="list"),
    path("people/<str:handle>/", views.profile, name="profile"),
    path("welcome/", views.welcome, name="welcome"),
]

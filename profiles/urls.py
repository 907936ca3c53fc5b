"""Addresses of people."""

from django.urls import path

from profiles.views import people, profile, settings, welcome

app_name = "profiles"
urlpatterns = [
    path("people/", people.people, name="list"),
    path("people/<str:handle>/", profile.profile, name="profile"),
    path("people/<str:handle>/card/", profile.card, name="card"),
    path("people/<str:handle>/photo/", profile.photo, name="photo"),
    path("settings/profile/", settings.edit, name="edit"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/2/", welcome.role, name="welcome_role"),
    path("welcome/3/", welcome.follow, name="welcome_follow"),
    path("welcome/4/", welcome.secure, name="welcome_secure"),
]

"""Addresses of ideas."""

from django.urls import path

from tests.sample import views

app_name = "sample"
urlpatterns = [
    path("ideas/<int:pk>/", views.idea, name="idea"),
    path("s/<slug:space>/new-idea/", views.new, name="new"),
]

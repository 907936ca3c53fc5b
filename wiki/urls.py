"""Addresses of the wiki."""

app_name = "wiki"
urlpatterns = []

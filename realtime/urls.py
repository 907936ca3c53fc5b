"""Addresses of notices."""

app_name = "realtime"
urlpatterns = []

"""Addresses of the floor: home, spaces, accounts, search, files, help."""

app_name = "hub"
urlpatterns = []

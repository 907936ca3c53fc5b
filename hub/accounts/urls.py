"""Addresses of accounts. Names that begin with account_ are allauth's: it asks for them, and has no others here."""

from django.urls import path

from hub.accounts import demo_mail, setup, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/", views.sign_in, name="account_request_login_code"),
    path("sign-in/code/", views.code, name="account_confirm_login_code"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("join/", views.who_can_join, name="who_can_join"),
    path("settings/", views.account, name="account_settings"),
    path("language/", views.language, name="language"),
    path("setup/", setup.setup, name="setup"),
    path("demo/mail/", demo_mail.inbox, name="demo_mail"),
]

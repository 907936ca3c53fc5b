"""Addresses of accounts. Names that begin with account_ are allauth's: it asks for them, and has no others here."""

from django.urls import path

from hub.accounts import address, claims, demo_mail, guest_pages, handing_on, one_account_pages, setup, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/", views.sign_in, name="account_request_login_code"),
    path("sign-in/code/", views.code, name="account_confirm_login_code"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("join/", views.who_can_join, name="who_can_join"),
    path("settings/", views.account, name="account_settings"),
    path("settings/address/", address.change, name="address"),
    path("settings/address/code/", address.code, name="address_code"),
    path("settings/address/again/", address.again, name="address_again"),
    path("settings/address/object/<str:token>/", address.object, name="move_object"),
    path("settings/address/earlier/", one_account_pages.earlier, name="earlier_account"),
    path("settings/address/earlier/proof/", one_account_pages.prove, name="prove_earlier"),
    path("settings/address/join/", one_account_pages.join, name="one_account"),
    path("manage/claims/", claims.claims, name="claims"),
    path("manage/claims/<int:pk>/", claims.decide, name="decide_claim"),
    path("manage/moves/<int:pk>/", claims.settle, name="settle_move"),
    path("hand-over/", handing_on.hand_over, name="hand_over"),
    path("hand-over/<int:pk>/", handing_on.hand_on_one, name="hand_on"),
    path("guests/", guest_pages.mine, name="guests"),
    path("guests/new/", guest_pages.invite, name="guest_invite"),
    path("guests/<int:pk>/", guest_pages.one, name="guest"),
    path("language/", views.language, name="language"),
    path("setup/", setup.setup, name="setup"),
    path("demo/mail/", demo_mail.inbox, name="demo_mail"),
]

"""Addresses of the second step of signing in, of asking again who somebody is, and of security settings."""

from django.urls import path

from hub.accounts import adding, again, organisations, second, security

urlpatterns = [
    path("sign-in/second/", second.second, name="mfa_authenticate"),  # allauth asks for this name
    path("sign-in/second/passkey/", second.second_options, name="second_options"),
    path("sign-in/passkey/", second.passkey, name="sign_in_by_passkey"),
    path("sign-in/with/<slug:provider_id>/", organisations.leave, name="openid_connect_login"),  # and for these two
    path("sign-in/with/<slug:provider_id>/back/", organisations.back, name="openid_connect_callback"),
    path("sign-in/again/", again.sign_in_again, name="sign_in_again"),
    path("sign-in/again/passkey/", second.again_options, name="again_options"),
    path("settings/security/", security.security, name="security"),
    path("settings/security/app/", adding.add_app, name="add_app"),
    path("settings/security/passkey/", adding.add_passkey, name="add_passkey"),
    path("settings/security/passkey/new/", adding.new_passkey_options, name="new_passkey_options"),
    path("settings/security/ways/<int:pk>/remove/", security.remove_way, name="remove_way"),
    path("settings/security/recovery-codes/", security.recovery_codes, name="recovery_codes"),
    path("settings/security/recovery-codes/file/", security.recovery_codes_file, name="recovery_codes_file"),
    path("settings/security/sessions/<int:pk>/end/", security.end_session, name="end_session"),
    path("settings/security/sessions/end/", security.end_others, name="end_other_sessions"),
]

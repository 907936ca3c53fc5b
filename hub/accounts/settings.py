"""Settings of accounts: signing in, its limits, guests, terms, second ways in and organisations' own sign-in.

hub/settings.py takes all of them in; like there, each comes from the environment where somebody may want another value.
"""

import environ
from django.core.exceptions import ImproperlyConfigured

from hub.oidc import read_organisations

env = environ.Env()

AUTH_USER_MODEL = "hub.User"
AUTHENTICATION_BACKENDS = ["hub.accounts.backend.PersonBackend"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
WELCOME_URL = "/welcome/"  # where somebody new says who they are

# Sign-in is a typed code; the reasons for each limit are in docs/decisions/004-sign-in-by-typed-code.md.
ACCOUNT_ADAPTER = "hub.accounts.adapter.HubAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    # Codes asked for, by network address and by mailbox; with three tries each, 60 guesses a day at one account.
    "request_login_code": env.str("HUB_CODE_LIMITS", "20/m/ip,3/m/key,20/d/key"),
    "address_code": "3/m/user,10/d/user",  # codes to another address of somebody who is signed in
    "guest_invited": "30/d/user",
    "ask_to_join": "20/h/ip,3/d/key",  # requests of organisations that nobody accepts yet; each is a mail
    "wrong_codes_told": "1/d/key",  # "somebody typed wrong codes", to the owner of the mailbox
    # New accounts of one mail domain and from one network address; beyond them nobody new gets a code.
    "join": env.str("HUB_JOIN_LIMITS", "200/h/key,60/h/ip,500/d/ip"),
    "typed_code": "3/h/key",  # tries of one code
    "second_way": "5/5m/key,30/d/key,200/d/ip",  # wrong codes of an app, wrong recovery codes, of one person
    "earlier_account": "5/5m/key,15/d/key",  # tries to prove another account as one's own by its second way in
    "spent_app_code": "1/5m/key",  # an app's code works once
    "passkey": "30/m/ip",
}
RESEND_AFTER = 60  # seconds until another code may be asked for on the page for the code
# jo@, jo+hub@, jo+test@ … are one mailbox, which may have this many accounts.
ACCOUNTS_A_MAILBOX = env.int("HUB_ACCOUNTS_A_MAILBOX", 3)
# Who may let guests from outside into a space: off, owners (and moderators), members. A demo is never off.
GUESTS = env.str("HUB_GUESTS", "off")
if GUESTS not in {"off", "owners", "members"}:
    raise ImproperlyConfigured(f"HUB_GUESTS is {GUESTS}: it can be off, owners or members")
# The version of the house rules and terms. Everybody is asked again when it changes.
TERMS_VERSION = env.str("HUB_TERMS_VERSION", "1")
# Staff prove their address every so many days; are asked before that, may read after it, and are suspended then.
REPROVE_DAYS = env.int("HUB_REPROVE_DAYS", 182)
REPROVE_NOTICE_DAYS = env.int("HUB_REPROVE_NOTICE_DAYS", 14)
REPROVE_READING_DAYS = env.int("HUB_REPROVE_READING_DAYS", 28)
ACCOUNT_FORMS = {"request_login_code": "hub.accounts.forms.SignInForm", "confirm_login_code": "hub.accounts.forms.CodeForm"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"

# Second ways in; who administers needs one. hub.accounts.proof asks for a recent sign-in itself, of everybody.
MFA_ADAPTER = "hub.accounts.mfa.HubMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "hub.accounts.second.SecondWayForm",
    "authenticate_webauthn": "hub.accounts.second.SecondPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_REAUTHENTICATION_REQUIRED = False
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds that a phone's clock may be wrong
# Organisations whose staff sign in with their own provider: docs/operations.md says how.
SOCIALACCOUNT_ADAPTER = "hub.accounts.organisations.HubOrganisationAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": read_organisations(env.str("HUB_OIDC", ""))},
}
RECENT_SIGN_IN = 15 * 60  # seconds for which a proof of who somebody is lets them change their account

"""Each person's own language: what they just chose, else the cookie's, else the browser's."""

from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

_KEPT = 8192  # phrases a language; the hub says fewer


class PersonLanguage:
    """Activates the language before anything is rendered; the account's choice comes with the cookie, at sign-in."""

    def __init__(self, get_response):
        self.get_response = get_response
        for language, _name in settings.LANGUAGES:
            _remember(language)

    def __call__(self, request):
        chosen = request.GET.get("lang", "")
        language = chosen if _is_ours(chosen) else request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if not _is_ours(language):
            language = translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        if _is_ours(chosen):
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, **settings.LANGUAGE_COOKIE)
        return response


def _is_ours(language: str) -> bool:
    return language in dict(settings.LANGUAGES)


def _remember(language: str) -> None:
    """Look each phrase up once: a page says some two hundred, and each goes through the catalogs of every app."""
    catalog = trans_real.translation(language)
    if not hasattr(catalog.gettext, "cache_info"):
        catalog.gettext = lru_cache(_KEPT)(catalog.gettext)

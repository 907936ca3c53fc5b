"""Each person's own language: their account's, else the cookie's, else the browser's."""

from django.conf import settings
from django.utils import translation


class PersonLanguage:
    """Activates the language before anything is rendered; the account's choice is copied to the cookie at sign-in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        language = wanted if wanted in known else translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response

"""Signing in, out, and the page about one's own account."""

from __future__ import annotations

import time

from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub import mails
from hub.accounts import actions, limits, reproving
from hub.accounts.domains import SHOWN, open_domains
from hub.accounts.forms import AccountForm, CodeForm
from hub.accounts.organisations import offered
from hub.middleware.gate import public
from hub.redirects import next_path


class SignIn(RequestLoginCodeView):
    """One field, for known and new people alike; the answer to an accepted address is always the page for the code."""

    template_name = "accounts/sign_in.html"

    def _redirect_to_pending_stage(self, request, stage):
        """Whoever comes back here wants another address or another code."""

    def form_valid(self, form):
        sent = self.request.session.get("code_sent_at", 0)
        if "again" in self.request.POST and time.time() - sent < settings.RESEND_AFTER:
            messages.info(self.request, _("We sent a code less than a minute ago. Wait a minute before you ask for another"))
            return redirect(self.get_success_url())
        with transaction.atomic():
            form._user = actions.begin(form.entry)
            response = super().form_valid(form)
        self.request.session["code_sent_at"] = int(time.time())
        return response

    def get_context_data(self, **kwargs):
        domains = open_domains()
        return super().get_context_data(domains=domains[:SHOWN], domain_count=len(domains), organisations=offered(), **kwargs)


class Code(ConfirmLoginCodeView):
    """The page for the code. Only what is typed spends one: asking for the page never does."""

    template_name = "accounts/code.html"

    extra_context = {"minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60}

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if hasattr(self, "_process") and self._process is None:
            messages.info(request, _("That code has expired. Ask for a new one"))
        return response

    def form_valid(self, form):
        person = self._process.user
        if isinstance(form, CodeForm) and person is not None and person.verified_at:
            reproving.renew(person)  # whoever reads the mailbox still works there
        return super().form_valid(form)

    def get_form_kwargs(self):
        # The code of this sign-in, also for a copy of its session that remembers fewer tries.
        return {**super().get_form_kwargs(), "attempt": f"{self._process.state['email']} {self._process.state['at']}"}

    def form_invalid(self, form):
        if form.has_error("code", "incorrect_code"):
            email = self._process.state["email"]
            response = super().form_invalid(form)
            if response.status_code == 302:
                self._tell_owner(email)
            return response
        return self.render_to_response(self.get_context_data(form=form))

    def _tell_owner(self, email: str) -> None:
        person = self._process.user
        if person and limits.allow("wrong_codes_told", email):
            mails.write(email, "wrong_codes", {"email": email}, user=person)


# Django's form views take PUT for POST.
_FORM = ["get", "head", "post", "options"]
sign_in = public(SignIn.as_view(http_method_names=_FORM))
code = public(Code.as_view(http_method_names=_FORM))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session, by a button alone; pages kept by the browser are dropped with it."""
    if request.method != "POST":
        return render(request, "accounts/sign_out.html") if request.user.is_authenticated else redirect("account_login")
    logout(request)
    messages.info(request, _("You are signed out"))
    response = redirect("account_login")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@public
@require_safe
def who_can_join(request: HttpRequest) -> HttpResponse:
    """All domains that are accepted."""
    return render(request, "accounts/who_can_join.html", {"domains": open_domains()})


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """One's own name and language."""
    user = request.user
    language = user.language or request.LANGUAGE_CODE
    form = AccountForm(request.POST or None, initial={"name": user.name, "language": language})
    if request.method == "POST" and form.is_valid():
        actions.rename(user, **form.cleaned_data)
        messages.success(request, _("Your account is saved"))
        return _speaking(redirect("account_settings"), user.language)
    return render(request, "accounts/settings.html", {"form": form})


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose a language: for this browser, and for the account of whoever is signed in."""
    response = redirect(next_path(request))
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            actions.speak(request.user, wanted)
        _speaking(response, wanted)
    return response


def _speaking(response, code: str):
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, **settings.LANGUAGE_COOKIE)
    return response

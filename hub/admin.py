"""Django's admin, behind the hub's own sign-in: the machinery, to look at. Bodies, domains and people are below /manage/."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _

from hub import mails
from hub.accounts.proof import protected
from hub.accounts.views import sign_out
from hub.models import Delivery, Event, Mail, Space
from hub.policy import can_administer


class HubAdminSite(admin.AdminSite):
    """For administrators; others are told that there is nothing here."""

    site_title = site_header = settings.HUB_NAME
    index_title = gettext_lazy("Administration")
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        return can_administer(request.user)

    def admin_view(self, view, cacheable=False):
        # After the question who they are: a second way in, and a recent proof for whatever changes.
        return super().admin_view(protected(view), cacheable)

    def login(self, request, extra_context=None):
        # Whoever is not signed in was led to the sign-in page by the gate before they came here.
        raise Http404

    def logout(self, request, extra_context=None):
        return sign_out(request)

    def password_change(self, request, extra_context=None):
        # There are no passwords.
        raise Http404


site = HubAdminSite()


class Administered(admin.ModelAdmin):
    """Administrators may, others may not; nothing in between, and nothing is deleted unless a class says so."""

    def has_module_permission(self, request):
        return can_administer(request.user)

    def has_view_permission(self, request, obj=None):
        return can_administer(request.user)

    def has_add_permission(self, request, obj=None):
        return can_administer(request.user)

    def has_change_permission(self, request, obj=None):
        return can_administer(request.user)

    def has_delete_permission(self, request, obj=None):
        return False


class ListOnly(Administered):
    """Rows to look at, in a list that chooses what it says: a page of one row would begin with its name or subject."""

    list_display_links = None

    def get_object(self, request, object_id, from_field=None):
        return None

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Space, site=site)
class SpaceAdmin(ListOnly):
    """What there is. Neither the purpose nor anything inside, and an unlisted space keeps its name to itself."""

    list_display = ("number", "name", "visibility", "join_rule", "state", "created_at")
    list_filter = ("visibility", "state")
    ordering = ("pk",)

    @admin.display(description=_("number"), ordering="pk")
    def number(self, space: Space) -> int:
        return space.pk

    @admin.display(description=_("name"))
    def name(self, space: Space) -> str:
        return "-" if space.visibility == Space.Visibility.UNLISTED else space.title


@admin.register(Event, site=site)
class EventAdmin(ListOnly):
    """Who did what and when; things are named by their numbers, because a title may be private."""

    list_display = ("created_at", "verb", "actor", "item_id", "space_id", "address")
    list_filter = ("verb",)
    search_fields = ("actor__email", "actor__name")
    list_select_related = ("actor",)
    show_full_result_count = False


@admin.register(Mail, site=site)
class MailAdmin(ListOnly):
    """The outbox, without what the mails say."""

    list_display = ("created_at", "to", "kind", "state", "attempts", "not_before", "sent_at", "last_error")
    list_filter = ("state", "kind")
    search_fields = ("to",)
    actions = ("try_again",)

    @admin.action(description=_("Try again to send the chosen mails"))
    def try_again(self, request, rows):
        count = mails.try_again(rows)
        text = ngettext("%(count)d mail is tried again", "%(count)d mails are tried again", count) % {"count": count}
        self.message_user(request, text, messages.SUCCESS)


@admin.register(Delivery, site=site)
class DeliveryAdmin(ListOnly):
    """Notices that could not be given."""

    list_display = ("event_id", "told", "attempts", "not_before", "done_at", "parked_at", "last_error")
    list_filter = ("parked_at",)
    show_full_result_count = False

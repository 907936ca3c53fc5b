"""Django's admin, behind the hub's own sign-in: who runs the hub sees people, bodies and machinery, never content."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _

from hub import mails
from hub.accounts import actions
from hub.accounts.domains import write_down
from hub.accounts.proof import protected
from hub.accounts.views import sign_out
from hub.models import Affiliation, Agency, AllowedAddress, Delivery, EmailDomain, Event, Mail, Space, User
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


class AffiliationRows(admin.TabularInline):
    """Whom somebody works and worked for."""

    model = Affiliation
    fields = readonly_fields = ("agency", "email", "verified_at", "confirmed_at", "ended_at")
    extra = 0

    def has_view_permission(self, request, obj=None):
        return can_administer(request.user)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(User, site=site)
class PersonAdmin(Administered):
    """People; those of one mailbox stand together, because the list is sorted by address."""

    list_display = ("email", "name", "agency", "is_active", "is_staff", "verified_at", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name", "handle")
    ordering = ("email",)
    fields = readonly_fields = (
        *("email", "name", "handle", "language", "is_active", "is_staff", "created_at", "verified_at", "last_login"),
    )
    inlines = (AffiliationRows,)
    actions = ("suspend", "let_in", "confirm")

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("affiliations__agency")

    @admin.display(description=_("agency"))
    def agency(self, person: User) -> str:
        current = [row for row in person.affiliations.all() if row.ended_at is None]
        if not current:
            return "-"
        return str(current[0].agency) + ("" if current[0].is_confirmed else gettext(" (to be confirmed)"))

    @admin.action(description=_("Suspend the chosen people"))
    def suspend(self, request, people):
        people = people.filter(is_active=True).exclude(pk=request.user.pk)
        self._told(request, [actions.set_active(person, False, by=request.user) for person in people])

    @admin.action(description=_("Let the chosen people in again"))
    def let_in(self, request, people):
        people = people.filter(is_active=False)
        self._told(request, [actions.set_active(person, True, by=request.user) for person in people])

    @admin.action(description=_("Confirm whom the chosen people work for"))
    def confirm(self, request, people):
        rows = Affiliation.objects.current().filter(user__in=people, confirmed_at=None).select_related("user", "agency")
        self._told(request, [actions.confirm_affiliation(row, by=request.user) for row in rows])

    def _told(self, request, done: list) -> None:
        text = ngettext("%(count)d account changed", "%(count)d accounts changed", len(done)) % {"count": len(done)}
        self.message_user(request, text, messages.SUCCESS)


@admin.register(Agency, site=site)
class AgencyAdmin(Administered):
    """Bodies; a provisional one is confirmed here, once."""

    list_display = ("name", "short_name", "kind", "state", "found_by_domain")
    list_filter = ("state", "kind")
    search_fields = ("name", "short_name", "found_by_domain")
    fields = ("name", "short_name", "slug", "kind", "state", "found_by_domain", "successor")
    readonly_fields = ("found_by_domain",)
    autocomplete_fields = ("successor",)

    def save_model(self, request, obj, form, change):
        actions.save_agency(obj, by=request.user)


@admin.register(EmailDomain, site=site)
class DomainAdmin(Administered):
    """Mail domains; each change is written down."""

    list_display = ("domain", "include_subdomains", "state", "agency", "shared")
    list_filter = ("state", "shared")
    search_fields = ("domain",)
    autocomplete_fields = ("agency",)

    def has_delete_permission(self, request, obj=None):
        return can_administer(request.user)

    def get_actions(self, request):
        return {}  # one by one, so that each removal is written down

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        write_down(obj, "changed" if change else "added", by=request.user)

    def delete_model(self, request, obj):
        write_down(obj, "removed", by=request.user)
        super().delete_model(request, obj)


@admin.register(AllowedAddress, site=site)
class AddressAdmin(Administered):
    """Exact addresses of bodies that have no domain."""

    list_display = ("email", "agency")
    search_fields = ("email",)
    autocomplete_fields = ("agency",)

    def has_delete_permission(self, request, obj=None):
        return can_administer(request.user)


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

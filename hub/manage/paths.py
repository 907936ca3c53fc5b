"""Addresses of the administration, and of the pages on which an organisation asks to be let in."""

from django.urls import path

from hub.manage.views import (
    addresses,
    agencies,
    audit,
    bin,
    domains,
    erasing,
    holds,
    joining,
    overview,
    people,
    reorganising,
    requests,
)

app_name = "manage"
urlpatterns = [
    path("join/request/", joining.ask, name="ask"),
    path("join/status/", joining.where, name="where"),
    path("manage/", overview.overview, name="overview"),
    path("manage/people/", people.people, name="people"),
    path("manage/people/<int:pk>/", people.person, name="person"),
    path("manage/people/<int:pk>/suspend/", people.suspend, name="suspend"),
    path("manage/people/<int:pk>/erase/", erasing.erase, name="erase"),
    path("manage/people/<int:pk>/duty/", people.duty, name="duty"),
    path("manage/people/<int:pk>/employer/", people.employer, name="employer"),
    path("manage/people/<int:pk>/newcomer/", people.newcomer, name="newcomer"),
    path("manage/domains/", domains.domains, name="domains"),
    path("manage/domains/new/", domains.new_domain, name="new_domain"),
    path("manage/domains/<int:pk>/", domains.domain, name="domain"),
    path("manage/domains/<int:pk>/remove/", domains.remove, name="remove_domain"),
    path("manage/agencies/", agencies.agencies, name="agencies"),
    path("manage/agencies/<int:pk>/", agencies.agency, name="agency"),
    path("manage/agencies/<int:pk>/decide/", agencies.decide, name="decide_agency"),
    path("manage/agencies/<int:pk>/reorganise/", reorganising.reorganise, name="reorganise"),
    path("manage/agencies/changes/<int:pk>/undo/", reorganising.undo, name="undo_change"),
    path("manage/agencies/<int:pk>/addresses/", addresses.addresses, name="addresses"),
    path("manage/addresses/<int:pk>/", addresses.address, name="address"),
    path("manage/requests/", requests.requests, name="requests"),
    path("manage/requests/<int:pk>/", requests.one, name="request"),
    path("manage/requests/<int:pk>/reopen/", requests.reopen, name="reopen"),
    path("manage/bin/", bin.bin, name="bin"),
    path("manage/bin/<int:pk>/", bin.purge, name="purge"),
    path("manage/holds/", holds.holds, name="holds"),
    path("manage/holds/<int:pk>/lift/", holds.lift, name="lift_hold"),
    path("manage/audit/", audit.audit, name="audit"),
    path("manage/audit/export/", audit.export, name="export"),
]

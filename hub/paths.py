"""Addresses of the floor: home, spaces, search, topics, files, drafts, help."""

from django.urls import path

from hub.views import about, completion, drafts, files, home, members, new, preview, reviewing, search, space, spaces, topic, watching

app_name = "hub"
urlpatterns = [
    path("", home.home, name="home"),
    path("needs/", home.needs, name="needs"),
    path("getting-started/hide/", home.hide_steps, name="hide_steps"),
    path("spaces/", spaces.directory, name="spaces"),
    path("spaces/new/", spaces.new, name="new_space"),
    path("s/<slug:space>/", space.overview, name="space"),
    path("s/<slug:space>/members/", members.members, name="members"),
    path("s/<slug:space>/members/<int:pk>/", members.member, name="member"),
    path("s/<slug:space>/settings/", space.settings, name="space_settings"),
    path("s/<slug:space>/join/", members.join, name="join"),
    path("s/<slug:space>/leave/", members.leave, name="leave"),
    path("new/", new.kinds, name="new"),
    path("new/<slug:kind>/", new.space, name="new_in"),
    path("search/", search.results, name="search"),
    path("t/<str:slug>/", topic.topic, name="tag"),
    path("watch/", watching.watch, name="watch"),
    path("review/<int:item>/", reviewing.review, name="review"),
    path("attach/", files.attach, name="attach"),
    path("f/<int:pk>/", files.serve, name="file"),
    path("preview/", preview.preview, name="preview"),
    path("drafts/", drafts.all_drafts, name="drafts"),
    path("drafts/<int:pk>/discard/", drafts.discard, name="discard_draft"),
    path("complete/pages/", completion.pages, name="complete_pages"),
    path("complete/people/", completion.people, name="complete_people"),
    path("help/", about.help_page, name="help"),
    path("help/formatting/", about.formatting, name="formatting"),
    path("about/accessibility/", about.accessibility, name="accessibility"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("about/house-rules/", about.house_rules, name="house_rules"),
    path("about/contact/", about.contact, name="contact"),
    path("healthz", about.health, name="health"),
    path(".well-known/security.txt", about.security_txt, name="security_txt"),
]

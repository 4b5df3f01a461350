"""All addresses of the project."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from leadingtogether.views import (
    all_venues,
    calls,
    concerns,
    copying,
    home,
    people,
    person_changes,
    service,
    set_up,
    supporters,
    totals,
)
from people.views import reading

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("healthz", service.healthz, name="healthz"),
    path("something-is-wrong/", concerns.report, name="concern"),
    path("something-is-wrong/sent/", concerns.sent, name="concern_sent"),
    path("easy-read/", reading.easy_read, name="easy_read"),
    path("accessibility/", service.accessibility, name="accessibility"),
    path("privacy/", service.privacy, name="privacy"),
    path("staff/all-venues/", all_venues.all_venues, name="all_venues"),
    path("staff/all-venues.csv", all_venues.all_venues_csv, name="all_venues_csv"),
    path("staff/totals/", totals.totals, name="totals"),
    path("staff/programmes/<str:ref>/copy/", copying.programme_copy, name="programme_copy"),
    path("staff/programmes/<str:ref>/set-up/", set_up.set_up, name="set_up"),
    path("staff/health/", service.sweeps, name="health"),
    path("staff/people/", people.persons, name="persons"),
    path("staff/people/<str:ref>/", people.person, name="person"),
    path("staff/people/<str:ref>/programme/", people.programme, name="person_programme"),
    path("staff/people/<str:ref>/messages/", people.timeline, name="person_timeline"),
    path("staff/people/<str:ref>/tasks/", people.tasks, name="person_tasks"),
    path("staff/people/<str:ref>/details/", people.details, name="person_details"),
    path("staff/people/<str:ref>/details/<slug:page>/", person_changes.change, name="person_change"),
    path("staff/people/<str:ref>/needs/", person_changes.needs, name="person_needs"),
    path("staff/people/<str:ref>/consents/", person_changes.consented, name="person_consents"),
    path("staff/people/<str:ref>/contact/", person_changes.contact, name="person_contact"),
    path("staff/people/<str:ref>/note/", person_changes.note, name="person_note"),
    # The call sheet gathers from every app, so it is here, before the messages that it stands among.
    path("staff/messages/calls/", calls.calls, name="calls"),
    path("staff/messages/calls/<str:ref>/", calls.call, name="call"),
    path("staff/people/<str:ref>/supporters/", supporters.supporters_of, name="person_supporters"),
    path("staff/people/<str:ref>/supporters/add/", supporters.supporter_add, name="person_supporter_add"),
    path(
        "staff/people/<str:ref>/supporters/<int:pk>/authority/",
        supporters.supporter_authority,
        name="person_supporter_authority",
    ),
    path("staff/people/<str:ref>/supporters/<int:pk>/end/", supporters.supporter_end, name="person_supporter_end"),
    path("", include("access.urls")),
    path("", include("people.urls")),
    path("", include("messaging.urls")),
    path("", include("cohorts.urls")),
    path("", include("cohorts.recruitment.urls")),
    path("", include("cohorts.pairing.urls")),
    path("", include("workshops.urls")),
    path("", include("projects.urls")),
    path("", include("evaluation.urls")),
    path("admin/", admin.site.urls),
]

"""All addresses of the project."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from leadingtogether.views import all_venues, concerns, copying, home, service, set_up, totals

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("healthz", service.healthz, name="healthz"),
    path("something-is-wrong/", concerns.report, name="concern"),
    path("something-is-wrong/sent/", concerns.sent, name="concern_sent"),
    path("accessibility/", service.accessibility, name="accessibility"),
    path("privacy/", service.privacy, name="privacy"),
    path("staff/all-venues/", all_venues.all_venues, name="all_venues"),
    path("staff/all-venues.csv", all_venues.all_venues_csv, name="all_venues_csv"),
    path("staff/totals/", totals.totals, name="totals"),
    path("staff/programmes/<str:ref>/copy/", copying.programme_copy, name="programme_copy"),
    path("staff/programmes/<str:ref>/set-up/", set_up.set_up, name="set_up"),
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

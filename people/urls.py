"""Addresses of people."""

from django.urls import URLPattern, path

from people.views import consents, details, needs, supporters

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("my/details/", details.summary, name="details"),
    path("my/details/name/", details.change_name, name="change_name"),
    path("my/details/contact/", details.change, {"page": "contact"}, name="change_contact"),
    path("my/details/ways/", details.change, {"page": "ways"}, name="change_ways"),
    path("my/details/reading/", details.change, {"page": "reading"}, name="change_reading"),
    path("my/needs/", needs.change, name="needs"),
    path("my/supporters/", supporters.overview, name="supporters"),
    path("my/supporters/add/", supporters.add, name="add_supporter"),
    path("my/supporters/<str:ref>/", supporters.change, name="supporter"),
    path("my/supporters/<str:ref>/end/", supporters.end, name="end_supporter"),
    path("my/consents/", consents.overview, name="consents"),
    path("my/helping/", supporters.helping, name="helping"),
    path("my/helping/stop/", supporters.stop, name="stop_helping"),
    path("my/helping/<str:ref>/start/", supporters.begin, name="start_helping"),
    path("my/helping/<str:ref>/end/", supporters.leave, name="leave_support"),
]

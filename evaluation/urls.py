"""Addresses of evaluation."""

from django.urls import URLPattern, path

from evaluation.views import answering, data, portal, results, staff

app_name = "evaluation"
urlpatterns: list[URLPattern] = [
    path("staff/surveys/", staff.overview, name="overview"),
    path("staff/surveys/unanswered/", staff.unanswered, name="unanswered"),
    path("staff/surveys/results/", results.results, name="results"),
    path("staff/surveys/data/", data.data, name="data"),
    path("staff/surveys/data/<str:ref>/<str:name>", data.data_file, name="data_file"),
    path("my/surveys/", portal.mine, name="mine"),
    path("surveys/<str:token>/", answering.answer, name="answer"),
    path("surveys/<str:token>/check/", answering.check, name="check"),
    path("surveys/<str:token>/thanks/", answering.thanks, name="thanks"),
    path("surveys/<str:token>/<slug:slug>/", answering.page, name="page"),
]

"""Addresses of evaluation."""

from django.urls import URLPattern, path

from evaluation.views import answering, portal

app_name = "evaluation"
urlpatterns: list[URLPattern] = [
    path("my/surveys/", portal.mine, name="mine"),
    path("surveys/<str:token>/", answering.answer, name="answer"),
    path("surveys/<str:token>/check/", answering.check, name="check"),
    path("surveys/<str:token>/thanks/", answering.thanks, name="thanks"),
    path("surveys/<str:token>/<slug:slug>/", answering.page, name="page"),
]

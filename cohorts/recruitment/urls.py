"""Addresses of recruitment."""

from django.urls import URLPattern, path

from cohorts.recruitment.views import apply, apply_end

app_name = "recruitment"
applying: list[URLPattern] = [
    path("apply/", apply.start, name="start"),
    path("apply/resume/<str:token>/", apply.resume, name="resume"),
    path("apply/<str:ref>/", apply.apply, name="apply"),
    path("apply/<str:ref>/form/", apply.carry_on, name="carry_on"),
    path("apply/<str:ref>/form/saved/", apply.saved, name="saved"),
    path("apply/<str:ref>/form/check/", apply_end.check, name="check"),
    path("apply/<str:ref>/form/email-code/", apply_end.email_code, name="email_code"),
    path("apply/<str:ref>/form/<slug:slug>/", apply.step, name="step"),
    path("apply/<str:ref>/sent/<uuid:submission_id>/", apply_end.sent, name="sent"),
    path("apply/<str:ref>/monitoring/thanks/", apply_end.monitoring_thanks, name="monitoring_thanks"),
    path("apply/<str:ref>/monitoring/<str:token>/", apply_end.monitoring, name="monitoring"),
]
urlpatterns: list[URLPattern] = [*applying]

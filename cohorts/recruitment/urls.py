"""Addresses of recruitment."""

from django.urls import URLPattern, path

from cohorts.recruitment.views import applicants, apply, apply_end, draws, imports, likenesses, my_offer, offers, quotas

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
selecting: list[URLPattern] = [
    path("staff/applicants/", applicants.applicants, name="applicants"),
    path("staff/applicants/export.csv", applicants.applicants_csv, name="applicants_csv"),
    path("staff/applicants/decide/", applicants.applicants_decide, name="applicants_decide"),
    path("staff/applicants/<str:ref>/", applicants.application, name="application"),
    path("staff/applicants/<str:ref>/decide/", applicants.application_decide, name="application_decide"),
    path("staff/applicants/<str:ref>/duplicate/", applicants.application_duplicate, name="application_duplicate"),
    path("staff/draws/", draws.draws, name="draws"),
    path("staff/draws/quotas/<int:pk>/approve/", quotas.quota_approve, name="quota_approve"),
    path("staff/draws/quotas/<int:pk>/remove/", quotas.quota_remove, name="quota_remove"),
    path("staff/draws/cohorts/<str:ref>/new/", draws.draw_new, name="draw_new"),
    path("staff/draws/cohorts/<str:ref>/quotas/", quotas.quotas, name="quotas"),
    path("staff/draws/cohorts/<str:ref>/offers/", offers.offers, name="offers"),
    path("staff/draws/cohorts/<str:ref>/offers/make/", offers.offers_make, name="offers_make"),
    path("staff/draws/cohorts/<str:ref>/offers/next/", offers.offers_next, name="offers_next"),
    path("staff/draws/offers/<str:ref>/answer/", offers.offer_answer, name="offer_answer"),
    path("staff/draws/offers/<str:ref>/withdraw/", offers.offer_withdraw, name="offer_withdraw"),
    path("staff/draws/offers/<str:ref>/again/", offers.offer_repeat, name="offer_again"),
    path("staff/draws/releases/<int:pk>/", offers.release_record, name="release_record"),
    path("staff/draws/<str:ref>/", draws.draw, name="draw"),
    path("staff/draws/<str:ref>/confirm/", draws.draw_confirm, name="draw_confirm"),
    path("staff/draws/<str:ref>/discard/", draws.draw_discard, name="draw_discard"),
    path("staff/draws/<str:ref>/verify/", draws.draw_verify, name="draw_verify"),
    path("my/offers/<str:ref>/", my_offer.offer, name="offer"),
    path("release/<str:token>/", my_offer.release, name="release"),
]
importing: list[URLPattern] = [
    path("staff/imports/", imports.imports, name="imports"),
    path("staff/imports/new/", imports.import_new, name="import_new"),
    path("staff/imports/<str:ref>/", imports.import_, name="import"),
    path("staff/imports/<str:ref>/columns/", imports.import_columns, name="import_columns"),
    path("staff/imports/<str:ref>/words/", imports.import_words, name="import_words"),
    path("staff/imports/<str:ref>/rows/<int:number>/", likenesses.import_row, name="import_row"),
    path("staff/imports/<str:ref>/sheet/", imports.import_sheet, name="import_sheet"),
    path("staff/imports/<str:ref>/confirm/", imports.import_confirm, name="import_confirm"),
    path("staff/imports/<str:ref>/go-on/", imports.import_go_on, name="import_go_on"),
    path("staff/imports/<str:ref>/discard/", imports.import_discard, name="import_discard"),
    path("staff/imports/<str:ref>/undo/", imports.import_undo, name="import_undo"),
    path("staff/imports/<str:ref>/refused.csv", imports.import_refused, name="import_refused"),
    path("staff/applicants/<str:ref>/merge/", likenesses.application_merge, name="application_merge"),
]
urlpatterns: list[URLPattern] = [*applying, *selecting, *importing]

"""Addresses of evaluation."""

from django.urls import URLPattern, path

from evaluation.views import answering, contact, correcting, data, helping, keying, paper, portal, results, staff

app_name = "evaluation"
urlpatterns: list[URLPattern] = [
    path("staff/surveys/", staff.overview, name="overview"),
    path("staff/surveys/unanswered/", staff.unanswered, name="unanswered"),
    path("staff/surveys/results/", results.results, name="results"),
    path("staff/surveys/data/", data.data, name="data"),
    path("staff/surveys/data/<str:ref>/<str:name>", data.data_file, name="data_file"),
    path("staff/surveys/key/", keying.find, name="key_find"),
    path("staff/surveys/key/<str:ref>/", keying.start, name="key_answer"),
    path("staff/surveys/key/<str:ref>/check/", keying.check, name="key_check"),
    path("staff/surveys/key/<str:ref>/thanks/", keying.thanks, name="key_thanks"),
    path("staff/surveys/key/<str:ref>/paper/", paper.page, name="key_paper"),
    path("staff/surveys/key/<str:ref>/paper/survey.pdf", paper.pdf, name="key_paper_pdf"),
    path("staff/surveys/key/<str:ref>/correct/", correcting.questions, name="key_correct"),
    path("staff/surveys/key/<str:ref>/correct/<int:item>/", correcting.correct, name="key_correct_one"),
    path("staff/surveys/key/<str:ref>/<slug:slug>/", keying.page, name="key_page"),
    path("my/surveys/leave/", portal.leave, name="leave"),
    path("my/surveys/", portal.mine, name="mine"),
    path("my/surveys/<str:ref>/", helping.answer, name="helped_answer"),
    path("my/surveys/<str:ref>/check/", helping.check, name="helped_check"),
    path("my/surveys/<str:ref>/thanks/", helping.thanks, name="helped_thanks"),
    path("my/surveys/<str:ref>/<slug:slug>/", helping.page, name="helped_page"),
    path("staff/surveys/contact/<int:pk>/", contact.contact_check_key, name="contact_check_key"),
    path("still-there/<str:token>/", contact.contact_check, name="contact_check"),
    path("surveys/<str:token>/", answering.answer, name="answer"),
    path("surveys/<str:token>/check/", answering.check, name="check"),
    path("surveys/<str:token>/thanks/", answering.thanks, name="thanks"),
    path("surveys/<str:token>/<slug:slug>/", answering.page, name="page"),
]

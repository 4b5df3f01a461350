"""Addresses of projects."""

from django.urls import URLPattern, path

from projects.views import agreeing, case_studies, case_study_parts, mine, public, staff

app_name = "projects"
urlpatterns: list[URLPattern] = [
    path("case-studies/", public.case_studies, name="case_studies"),
    path("case-studies/<str:ref>/", public.case_study, name="case_study"),
    path("case-studies/<str:ref>/picture/", public.picture, name="case_study_picture"),
    path("my/case-studies/<str:ref>/", agreeing.mine, name="my_study"),
    path("my/project/", mine.mine, name="mine"),
    path("my/project/<str:ref>/edit/", mine.edit, name="edit"),
    path("my/project/<str:ref>/news/", mine.update, name="update"),
    path("my/project/<str:ref>/status/", mine.status, name="status"),
    path("my/project/<str:ref>/steps/", mine.milestone, name="milestone"),
    path("my/project/<str:ref>/steps/<int:pk>/", mine.milestone_mark, name="milestone_mark"),
    path("staff/projects/", staff.projects, name="list"),
    path("staff/projects/case-studies/", case_studies.studies, name="studies"),
    path("staff/projects/case-studies/<str:ref>/", case_studies.study, name="study"),
    path("staff/projects/case-studies/<str:ref>/edit/", case_studies.edit, name="study_edit"),
    path("staff/projects/case-studies/<str:ref>/move/", case_studies.move, name="study_move"),
    path("staff/projects/case-studies/<str:ref>/quote/", case_study_parts.quote, name="study_quote"),
    path(
        "staff/projects/case-studies/<str:ref>/quote/<int:pk>/remove/",
        case_study_parts.quote_remove,
        name="study_quote_remove",
    ),
    path("staff/projects/case-studies/<str:ref>/person/", case_study_parts.person, name="study_person"),
    path(
        "staff/projects/case-studies/<str:ref>/person/<int:pk>/remove/",
        case_study_parts.person_remove,
        name="study_person_remove",
    ),
    path("staff/projects/case-studies/<str:ref>/picture/", case_study_parts.picture, name="study_picture"),
    path(
        "staff/projects/case-studies/<str:ref>/picture/remove/",
        case_study_parts.picture_remove,
        name="study_picture_remove",
    ),
    path("staff/projects/case-studies/<str:ref>/said/<str:person>/", case_study_parts.said, name="study_said"),
    path("staff/projects/<str:ref>/", staff.project, name="project"),
    path("staff/projects/<str:ref>/write-up/", case_studies.new, name="study_new"),
]

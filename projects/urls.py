"""Addresses of projects."""

from django.urls import URLPattern, path

from projects.views import mine, public, staff

app_name = "projects"
urlpatterns: list[URLPattern] = [
    path("case-studies/", public.case_studies, name="case_studies"),
    path("case-studies/<str:ref>/", public.case_study, name="case_study"),
    path("my/project/", mine.mine, name="mine"),
    path("my/project/<str:ref>/edit/", mine.edit, name="edit"),
    path("my/project/<str:ref>/news/", mine.update, name="update"),
    path("my/project/<str:ref>/status/", mine.status, name="status"),
    path("my/project/<str:ref>/steps/", mine.milestone, name="milestone"),
    path("my/project/<str:ref>/steps/<int:pk>/", mine.milestone_mark, name="milestone_mark"),
    path("staff/projects/", staff.projects, name="list"),
    path("staff/projects/<str:ref>/", staff.project, name="project"),
]

"""Addresses of cohorts."""

from django.urls import URLPattern, path

from cohorts.views import cohorts, concerns, exclusions, jobs, places, programmes, tasks, team, venues

app_name = "cohorts"
urlpatterns: list[URLPattern] = [
    path("staff/programmes/", programmes.programmes, name="programmes"),
    path("staff/programmes/new/", programmes.programme_new, name="programme_new"),
    path("staff/programmes/venues/", venues.venues, name="venues"),
    path("staff/programmes/venues/new/", venues.venue_new, name="venue_new"),
    path("staff/programmes/venues/<str:ref>/", venues.venue, name="venue"),
    path("staff/programmes/cohorts/<str:ref>/", cohorts.cohort, name="cohort"),
    path("staff/programmes/cohorts/<str:ref>/edit/", cohorts.cohort_edit, name="cohort_edit"),
    path("staff/programmes/cohorts/<str:ref>/move/", cohorts.cohort_move, name="cohort_move"),
    path("staff/programmes/places/<str:ref>/", places.place, name="place"),
    path("staff/programmes/places/<str:ref>/release/", places.place_release, name="place_release"),
    path("staff/programmes/places/<str:ref>/complete/", places.place_complete, name="place_complete"),
    path("staff/programmes/team/<int:pk>/end/", team.team_end, name="team_end"),
    path("staff/programmes/organisations/<int:pk>/remove/", team.organisation_remove, name="organisation_remove"),
    path("staff/programmes/exclusions/<int:pk>/end/", exclusions.exclusion_end, name="exclusion_end"),
    path("staff/tasks/", tasks.tasks, name="tasks"),
    path("staff/tasks/new/", tasks.task_new, name="task_new"),
    path("staff/tasks/<int:pk>/", tasks.task, name="task"),
    path("staff/tasks/<int:pk>/done/", tasks.task_done, name="task_done"),
    path("staff/tasks/<int:pk>/not-needed/", tasks.task_drop, name="task_drop"),
    path("staff/tasks/<int:pk>/take/", tasks.task_take, name="task_take"),
    path("staff/tasks/<int:pk>/give/", tasks.task_give, name="task_give"),
    path("staff/tasks/<int:pk>/put-off/", tasks.task_snooze, name="task_snooze"),
    path("staff/tasks/<int:pk>/wake/", tasks.task_wake, name="task_wake"),
    path("staff/tasks/<int:pk>/reopen/", tasks.task_reopen, name="task_reopen"),
    path("staff/jobs/<str:ref>/", jobs.job, name="job"),
    path("staff/jobs/<str:ref>/stop/", jobs.job_stop, name="job_stop"),
    path("staff/concerns/", concerns.concerns, name="concerns"),
    path("staff/concerns/away/", concerns.away, name="concerns_away"),
    path("staff/concerns/<str:ref>/", concerns.concern, name="concern"),
    path("staff/concerns/<str:ref>/note/", concerns.note, name="concern_note"),
    path("staff/concerns/<str:ref>/hand-over/", concerns.give, name="concern_hand_over"),
    path("staff/concerns/<str:ref>/close/", concerns.close, name="concern_close"),
    path("staff/concerns/<str:ref>/open-again/", concerns.again, name="concern_open_again"),
    path("staff/programmes/<str:ref>/", programmes.programme, name="programme"),
    path("staff/programmes/<str:ref>/cohorts/new/", cohorts.cohort_new, name="cohort_new"),
    path("staff/programmes/<str:ref>/team/", team.team, name="team"),
    path("staff/programmes/<str:ref>/team/again/", team.team_again, name="team_again"),
    path("staff/programmes/<str:ref>/organisations/", team.organisations, name="organisations"),
    path("staff/programmes/<str:ref>/exclusions/", exclusions.exclusions, name="exclusions"),
]

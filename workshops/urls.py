"""Addresses of workshops."""

from django.urls import URLPattern, path

from workshops.views import agendas, arranging, calendars, changes, claims, portal, registers, staff

app_name = "workshops"
urlpatterns: list[URLPattern] = [
    path("staff/workshops/", staff.schedule, name="list"),
    path("staff/workshops/led/", staff.led, name="led"),
    path("staff/workshops/to-arrange/", arranging.everything, name="to_arrange"),
    path("staff/workshops/agendas/<str:ref>/", agendas.templates, name="templates"),
    path("staff/workshops/agendas/<str:ref>/<int:number>/", agendas.template, name="template"),
    path("staff/workshops/agendas/<str:ref>/<int:number>/apply/", agendas.apply, name="template_apply"),
    path("staff/workshops/claims/", claims.claims, name="claims"),
    path("staff/workshops/claims/<str:ref>/", claims.settle, name="claim"),
    path("staff/workshops/plan/<str:ref>/", changes.plan, name="plan"),
    path("staff/workshops/<str:ref>/", staff.detail, name="detail"),
    path("staff/workshops/<str:ref>/edit/", changes.edit, name="edit"),
    path("staff/workshops/<str:ref>/move/", changes.move, name="move"),
    path("staff/workshops/<str:ref>/agenda/", agendas.agenda, name="agenda"),
    path("staff/workshops/<str:ref>/needs/", arranging.arrangements, name="needs"),
    path("staff/workshops/<str:ref>/needs/sheet/", arranging.sheet, name="sheet"),
    path("staff/workshops/<str:ref>/needs/<slug:group>/", arranging.thing, name="thing"),
    path("staff/workshops/<str:ref>/needs/<slug:group>/done/", arranging.done, name="thing_done"),
    path("staff/workshops/<str:ref>/confirm/", changes.confirm, name="confirm"),
    path("staff/workshops/<str:ref>/postpone/", changes.stop, {"to": "postponed"}, name="postpone"),
    path("staff/workshops/<str:ref>/cancel/", changes.stop, {"to": "cancelled"}, name="cancel"),
    path("staff/workshops/<str:ref>/register/", registers.register, name="register"),
    path("staff/workshops/<str:ref>/register/history/", registers.history, name="history"),
    path("staff/workshops/<str:ref>/held/", registers.held, name="held"),
    path("my/dates/", portal.my_dates, name="my_dates"),
    path("my/dates/calendar/", calendars.calendar, name="calendar"),
    path("my/dates/<str:ref>/", portal.my_workshop, name="my_workshop"),
    path("my/dates/<str:ref>/apologies/", portal.apologies, name="apologies"),
    path("my/dates/<str:ref>/coming/", portal.coming, name="coming"),
    path("my/dates/<str:ref>/claim/", claims.claim, name="my_claim"),
    path("my/dates/<str:ref>/workshop.ics", calendars.workshop_file, name="workshop_file"),
    path("calendar/<str:secret>.ics", calendars.feed, name="feed"),
]

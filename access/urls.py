"""Addresses of access."""

from django.urls import URLPattern, path

from access.views import letters, second_factor, signing_in

app_name = "access"
urlpatterns: list[URLPattern] = [
    path("letter/", letters.letter, name="letter"),
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/sent/", signing_in.sent, name="sent"),
    path("sign-in/link/<str:link>/", signing_in.link, name="link"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("second-factor/", second_factor.ask, name="second_factor"),
    path("second-factor/set-up/", second_factor.set_up, name="set_up"),
    path("second-factor/recovery-codes/", second_factor.codes, name="recovery_codes"),
    # The back office has no door of its own: this stands before Django's.
    path("admin/login/", signing_in.admin_login, name="admin_login"),
]

"""The addresses of the project, and one page that does nothing: what every other page is compared with."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_not_required
def bare(_request: HttpRequest) -> HttpResponse:
    """Answer without a query and without a template, through all the middleware."""
    return HttpResponse("bare")


urlpatterns = [path("bare/", bare, name="bare"), path("", include("leadingtogether.urls"))]

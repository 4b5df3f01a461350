"""Who is asking."""

from django.http import Http404, HttpRequest

from people.models import Person


def signed_in(request: HttpRequest) -> Person:
    """Return the person who is signed in, for views that the middleware has already closed to visitors.

    Raises:
        Http404: nobody is signed in.
    """
    if not isinstance(request.user, Person):
        raise Http404
    return request.user

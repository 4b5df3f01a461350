"""Words on trial: how they would read to somebody real, before they are kept."""

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from messaging.actions.words import Variant
from messaging.models import Channel, Message
from messaging.purposes import purpose_of
from messaging.rendering import LANGUAGES, Words, below, common_values, fill, render_with
from messaging.routing import Route
from people.models import ContactMethod, Person

METHODS = {
    Channel.EMAIL: ContactMethod.Method.EMAIL,
    Channel.SMS: ContactMethod.Method.SMS,
    Channel.LETTER: ContactMethod.Method.LETTER,
    Channel.PHONE: ContactMethod.Method.PHONE,
}


class NobodyFound(LookupError):  # noqa: N818 - it is told to staff, with what to do
    """There is nobody to try the words on."""


def trial(variant: Variant, *, title: str, body: str, who: str, by: Person) -> tuple[Person, Words]:
    """Return a person of the programme and how the words would read to them.

    A person who was told this, or will be, is tried with what it was about; anybody else with examples. `who` are words
    of a name; without any it is whoever comes first. The words were checked.

    Raises:
        NobodyFound: nobody of that name whom this coordinator may see.
    """
    messages = Message.objects.visible_to(by).filter(purpose=variant.purpose, programme_ref=variant.programme_ref)
    message = messages.with_person().of_people_called(who).order_by("-pk").first()
    route = _route(variant)
    if message is not None:
        return message.person, render_with(message, route, title=title, body=body)
    person = _somebody(variant.programme_ref, who)
    return person, _with_examples(person, variant, route, title, body)


def _route(variant: Variant) -> Route:
    channel = Channel(variant.channel)
    return Route(channel, METHODS[channel], "", variant.language, variant.easy_read)


def _somebody(programme_ref: str, who: str) -> Person:
    here = Q(places__programme__ref=programme_ref) | Q(applications__programme__ref=programme_ref)
    people = Person.objects.taking_part().filter(pk__in=Person.objects.filter(here).values("pk"))
    person = people.matching(who).order_by("family_name", "given_name", "pk").first()
    if person is None:
        raise NobodyFound(_("Nobody of this programme is called that. Try another name, or leave it empty."))
    return person


def _with_examples(person: Person, variant: Variant, route: Route, title: str, body: str) -> Words:
    with translation.override(LANGUAGES[Person.Language(route.language)]):
        values = {**purpose_of(variant.purpose).placeholders, **common_values(person)}
        return Words(
            title=" ".join(fill(title, values).split()), body=fill(body, values).strip() + below(route, person)
        )

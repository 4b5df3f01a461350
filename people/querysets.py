"""Reads of people, their needs, supporters, consents and the audit trail."""

from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, F, Min, OuterRef, Q, Value
from django.db.models.functions import Concat

from common.prepared import prepared
from common.querysets import HouseQuerySet
from people.finding import Said, Word, holds, is_number_or_code, said_of

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from people.models import AuditEvent, Consent, Death, Need, Person, Supporter  # noqa: F401


# The columns of somebody who is joined for their name alone.
NAMED: Final = ("ref", "given_name", "family_name", "known_as")


@prepared
def team_roles_of(person: "Person") -> "QuerySet[Model, tuple[str, str]]":
    """The team roles that a person has now, each with the reference of its programme.

    Memberships belong to an app above this one: they are reached through the person, not imported.
    """
    current = person.memberships.model.objects.filter(person=person, ended_on__isnull=True)
    return current.order_by("pk").values_list("role", "programme__ref")


# Nobody contacts them, of whom one of these is true. The index `person_beyond_reach` has the same words.
BEYOND_REACH: Final = Q(do_not_contact=True) | Q(deceased_on__isnull=False) | Q(merged_into__isnull=False)


class PersonQuerySet(HouseQuerySet["Person"]):
    """People."""

    def reachable(self) -> "PersonQuerySet":
        """People whom the programme may contact at all."""
        return self.filter(do_not_contact=False, deceased_on__isnull=True, merged_into__isnull=True)

    def is_reachable(self, person: str) -> Q:
        """Whether the programme may contact somebody at all, named by a column that leads to them.

        There are few whom it may not, and they have an index of their own: to know those is cheaper than to look at
        the person of each row, and than a join, where SQLite would begin with everybody who was never merged.
        """
        beyond_reach = self.filter(BEYOND_REACH).order_by().values("pk")
        return Q(**{f"{person}__isnull": False}) & ~Q(**{f"{person}__in": beyond_reach})

    def taking_part(self) -> "PersonQuerySet":
        """People who have applied or hold a place: staff have a page about each of them.

        Applications and places belong to apps above this one: they are reached through the person, not imported.
        """
        known = self.filter(Q(applications__submitted_at__isnull=False) | Q(places__isnull=False))
        return self.filter(pk__in=known.order_by().values("pk"))

    def takes_part(self, person: str) -> Exists:
        """Whether somebody, named by a column of an outer query, has applied or holds a place."""
        known = Q(applications__submitted_at__isnull=False) | Q(places__isnull=False)
        return Exists(self.filter(known, pk=OuterRef(person)))

    def signing_in_with(self, address: str) -> "Person | None":
        """Return who signs in with an address in lower case: it is theirs, or a supporter was named by it."""
        named = Q(email__isnull=True, contact_email=address, supports__ended_at__isnull=True, supports__isnull=False)
        found = self.filter(Q(email=address) | named).distinct()
        return found.order_by(F("email").asc(nulls_last=True), "pk").first()

    def with_contact(self) -> "PersonQuerySet":
        """With contact methods, in two queries altogether."""
        return self.prefetch_related("contact_methods")

    def holding(self, *words: Word) -> "PersonQuerySet":
        """People in whose names or emails every word is, or whose postcode district or reference it is."""
        return self.filter(*map(holds, words))

    def matching(self, words: str) -> "PersonQuerySet":
        """People who match what somebody says: a name, an email, a number, a postcode or a reference."""
        said = said_of(words)
        return self.found_by(said) if said is not None else self

    def found_by(self, said: Said) -> "PersonQuerySet":
        """The same, of what was said already taken apart."""
        # By their keys, so that an index is read through and not the rows.
        named = Q(pk__in=self.model.objects.holding(*said.words).order_by().values("pk"))
        return self.filter(named | is_number_or_code(said))

    def called(self, words: str) -> "PersonQuerySet":
        """People who have this whole name, or this reference; capitals and spaces do not matter."""
        name, ref = " ".join(words.split()), "".join(words.split()).replace("-", "")
        whole = Concat("given_name", Value(" "), "family_name")
        short = Concat("known_as", Value(" "), "family_name")
        found = self.annotate(whole_name=whole, short_name=short)
        return found.filter(Q(whole_name__iexact=name) | Q(short_name__iexact=name) | Q(ref__iexact=ref))


class NeedQuerySet(HouseQuerySet["Need"]):
    """Needs."""

    def without_notes(self) -> "NeedQuerySet":
        """Which needs, without what is written of each: a note is sealed, and opening it takes its time."""
        return self.defer("note")

    def current(self) -> "NeedQuerySet":
        """Needs that have not ended."""
        return self.filter(ended_at__isnull=True)

    def due_for_review(self, *, on: date) -> "NeedQuerySet":
        """Current needs whose review date has come."""
        return self.current().filter(review_due_on__lte=on)

    def first_reviews(self) -> dict[int, date]:
        """Return the earliest review date by person."""
        return dict(self.order_by().values_list("person").annotate(first=Min("review_due_on")))

    def of(self, person: "Person") -> "NeedQuerySet":
        """One person's needs."""
        return self.filter(person=person)


class SupporterQuerySet(HouseQuerySet["Supporter"]):
    """Supporters."""

    def current(self) -> "SupporterQuerySet":
        """Agreements that have not ended."""
        return self.filter(ended_at__isnull=True)

    def of(self, person: "Person") -> "SupporterQuerySet":
        """Who helps this person."""
        return self.filter(person=person)

    def helped_by(self, person: "Person") -> "SupporterQuerySet":
        """Whom this person helps, also where they were named by the email that they have proved since."""
        return self.helped_as(person, person.email)

    def helped_as(self, person: "Person", email: str | None) -> "SupporterQuerySet":
        """Whom this person helps who has proved this email."""
        mine = Q(supporter=person)
        if email:
            # In a query of its own, so that the index on addresses finds them. Asked straight who has no email, SQLite
            # would begin with all of those.
            named = person.__class__.objects.exclude(email__isnull=False).filter(contact_email=email)
            mine |= Q(supporter__in=named.values("pk"))
        return self.filter(mine)

    def left_by_supporter(self) -> "SupporterQuerySet":
        """Support that the supporter ended, also where they were named by an address that they have proved since."""
        themselves = Q(ended_by=F("supporter")) | Q(ended_by__email=F("supporter__contact_email"))
        return self.filter(themselves, ended_at__isnull=False)

    def helpable(self) -> "SupporterQuerySet":
        """Whose person can be helped now: not after a death, and not under a duplicate.

        Asked of each row for itself: as a join, SQLite would begin with everybody who was never merged.
        """
        alive = Q(person__deceased_on__isnull=True, person__merged_into__isnull=True)
        return self.filter(Exists(self.model.objects.filter(alive, pk=OuterRef("pk"))))


class ConsentQuerySet(HouseQuerySet["Consent"]):
    """Consents."""

    def standing(self) -> "ConsentQuerySet":
        """Given and not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def of(self, person: "Person") -> "ConsentQuerySet":
        """What this person agreed to."""
        return self.filter(person=person)


class AuditQuerySet(HouseQuerySet["AuditEvent"]):
    """The audit trail."""

    def about(self, obj: object) -> "AuditQuerySet":
        """Events of one row."""
        return self.filter(model=obj._meta.label_lower, object_id=str(obj.pk))  # type: ignore[attr-defined]  # noqa: SLF001


class DeathQuerySet(HouseQuerySet["Death"]):
    """Deaths."""

    def standing(self) -> "DeathQuerySet":
        """Deaths that were not recorded in error."""
        return self.filter(undone_at__isnull=True)

    def holding_back(self) -> "DeathQuerySet":
        """Deaths after which public work is held back: the family is not asked yet, or does not agree."""
        return self.standing().exclude(family_agrees=True)

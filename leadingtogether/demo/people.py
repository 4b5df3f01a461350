"""The people of the demo world: the team, and applicants at real outward codes."""

import random
from collections.abc import Sequence
from datetime import datetime

from faker import Faker

from cohorts import geography
from cohorts.models import Cohort, Role
from cohorts.recruitment.actions.writing import New
from cohorts.recruitment.answers import Answers
from cohorts.recruitment.characteristics import FOR_SELECTION
from cohorts.recruitment.models import Application
from cohorts.recruitment.topics import HEARD_FROM, MEETING_TIMES, TOPICS
from leadingtogether.demo import data
from people.consent_texts import TEXTS, ConsentText
from people.models import Consent
from people.needs import KINDS

# Needs that people have more often than others, so that every venue has something to arrange.
COMMON_NEEDS = ("step-free", "hearing-loop", "print-20", "rest-breaks", "parking", "vegetarian", "halal", "easy-read")
# How people without email want to be reached.
SILENT_WAYS = (("phone", "letter"), ("letter", "phone"), ("phone",), ("letter",))
TEXT_OF = {text.purpose: text for text in TEXTS}


class Crowd:
    """Makes applicants, the same ones from the same seed."""

    def __init__(self, *, seed: int, outward_codes: Sequence[str]) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a demo, not a secret and not a draw
        self.faker = Faker("en_GB")
        self.faker.seed_instance(seed)
        self.outward_codes = outward_codes
        self.emails: set[str] = set()
        self.silent = 0

    def applicants(self, *, cohort: Cohort, lay: int, professional: int, radius_km: int, began: datetime) -> list[New]:
        """Return unsaved applications to one cohort, from people who live within `radius_km` of its venue."""
        near = self._near(cohort, radius_km)
        roles = [Role.LAY] * lay + [Role.PROFESSIONAL] * professional
        self.random.shuffle(roles)
        return [self._one(cohort, role, near, began) for role in roles]

    def _near(self, cohort: Cohort, radius_km: int) -> list[tuple[str, float]]:
        point = (cohort.venue.latitude, cohort.venue.longitude)
        found = [(code, geography.distance_from(code, point)) for code in self.outward_codes]
        return [(code, km) for code, km in found if km is not None and km <= radius_km]

    def _one(self, cohort: Cohort, role: str, near: list[tuple[str, float]], began: datetime) -> New:
        outward, km = self.random.choice(near)
        answers = self._answers(cohort, role, outward, km)
        source = Application.Source.WEB if answers.email else self.random.choice(["phone", "paper"])
        row = Application(
            programme=cohort.programme,
            source=source,
            started_at=began,
            saved_at=began,
            state=Application.State.SUBMITTED,
        )
        return New(answers=answers, application=row, sign_in_email=answers.email or None)

    def _answers(self, cohort: Cohort, role: str, outward: str, km: float) -> Answers:
        lay = role == Role.LAY
        pick = self.random
        given, family = self.faker.first_name(), self.faker.last_name()
        # More than one lay partner in four has no email: letters and calls are part of the ordinary day.
        email = "" if lay and pick.random() < 0.28 else self._email(given, family)
        job = ("", "") if lay else pick.choice(data.JOBS)
        return Answers(
            role=role,
            given_name=given,
            family_name=family,
            email=email,
            mobile=f"+447700900{pick.randrange(1000):03d}" if email or pick.random() < 0.5 else "",
            address=f"{self.faker.building_number()} {self.faker.street_name()}",
            language="cy" if lay and pick.random() < 0.05 else "en",
            postcode=f"{outward} {pick.randrange(1, 10)}{pick.choice('ABDEFGHJLNPQRSTUWXYZ')}{pick.choice('ABDEFGH')}",
            outward_code=outward,
            methods=("email", "sms") if email else self._silent_ways(),
            choices=((cohort.pk, km),),
            available_all_dates=pick.random() < 0.93,
            travel_mode=pick.choice(["car", "public", "lift", "walk"]),
            travel_limit_km=_limit(pick.choice([24, 40, 64]), km),
            meeting_times=tuple(pick.sample([slug for slug, _label in MEETING_TIMES], k=pick.randint(1, 3))),
            motivation=pick.choice(data.MOTIVATIONS_LAY if lay else data.MOTIVATIONS_PROFESSIONAL),
            experience=pick.choice(data.EXPERIENCES_LAY if lay else data.EXPERIENCES_PROFESSIONAL),
            topics=tuple(pick.sample([slug for slug, _label in TOPICS], k=pick.randint(1, 3))),
            project_idea=pick.choice(data.IDEAS),
            job_title=job[0],
            employer=job[1],
            manager_name="" if lay else self.faker.name(),
            manager_email="" if lay else self._email("manager", self.faker.last_name()),
            needs=self._needs(lay=lay),
            supporter_comes=lay and pick.random() < 0.08,
            selection=self._selection(),
            heard_from=pick.choice([slug for slug, _label in HEARD_FROM]),
            consents=self._consents(),
        )

    def _silent_ways(self) -> tuple[str, ...]:
        """Return the ways by turns, so that every cohort has some of each."""
        self.silent += 1
        return SILENT_WAYS[self.silent % len(SILENT_WAYS)]

    def _email(self, given: str, family: str) -> str:
        base = f"{given}.{family}".lower().replace(" ", "").replace("'", "")
        address, number = f"{base}@example.org", 2
        while address in self.emails:
            address, number = f"{base}{number}@example.org", number + 1
        self.emails.add(address)
        return address

    def _needs(self, *, lay: bool) -> tuple[str, ...]:
        chance = 0.35 if lay else 0.12
        if self.random.random() > chance:
            return ()
        listed = list(COMMON_NEEDS) * 3 + [kind.slug for kind in KINDS if kind.slug != "other"]
        return tuple(dict.fromkeys(self.random.choices(listed, k=self.random.randint(1, 2))))

    def _selection(self) -> dict[str, str]:
        found = {}
        for one in FOR_SELECTION:
            values = [value for value, _label in one.values]
            if one.slug == "ethnic-group":
                values += ["white-british"] * 9
            elif values == ["yes", "no"]:
                values += ["no"]
            found[one.slug] = "" if self.random.random() < 0.06 else self.random.choice(values)
        return found

    def _consents(self) -> tuple[ConsentText, ...]:
        always = [Consent.Purpose.SELECTION, Consent.Purpose.EVALUATION, Consent.Purpose.SHARING_NEEDS]
        often = [Consent.Purpose.FOLLOW_UP, Consent.Purpose.SHOWING_NAME]
        given = always + [purpose for purpose in often if self.random.random() < 0.92]
        return tuple(TEXT_OF[purpose] for purpose in given)


def _limit(said: int, km: float) -> int:
    """Return how far somebody travels: as far as where they apply, but for a few, whom a coordinator has to ring."""
    is_short = round(10 * km) % 16 == 0
    return said if is_short or km <= said else 64

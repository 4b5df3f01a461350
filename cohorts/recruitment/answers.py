"""What one applicant answered, read and checked, wherever it came from: the website or a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from people.consent_texts import ConsentText


@dataclass(frozen=True, kw_only=True)
class Answers:
    """One application in words that the database takes. Emails are in lower case, numbers in international form.

    `choices` holds (key of the cohort, km from home or None) in order of preference. `selection` is empty without
    consent; in it an empty value is "prefer not to say".
    """

    role: str
    given_name: str
    family_name: str = ""
    known_as: str = ""
    email: str = ""
    mobile: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    outward_code: str = ""
    language: str = "en"
    easy_read: bool = False
    methods: tuple[str, ...] = ()
    safe_times: str = ""
    choices: tuple[tuple[int, float | None], ...] = ()
    available_all_dates: bool | None = None
    availability_note: str = ""
    travel_mode: str = ""
    travel_limit_km: int | None = None
    meeting_times: tuple[str, ...] = ()
    motivation: str = ""
    experience: str = ""
    topics: tuple[str, ...] = ()
    project_idea: str = ""
    job_title: str = ""
    employer: str = ""
    manager_name: str = ""
    manager_email: str = ""
    with_partner: bool = False
    partner_name: str = ""
    partner_ref: str = ""
    needs: tuple[str, ...] = ()
    needs_note: str = ""
    supporter_comes: bool = False
    selection: Mapping[str, str] = field(default_factory=dict)
    heard_from: str = ""
    # Key of the row in the outreach plan whose code was typed.
    outreach_link: int | None = None
    consents: tuple[ConsentText, ...] = ()

    @property
    def name_key(self) -> tuple[str, str]:
        """The name as it is compared: without regard to capitals."""
        return self.given_name.casefold(), self.family_name.casefold()

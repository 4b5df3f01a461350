"""The two ways to answer: by a personal link, and through staff who write it down. The pages are the same."""

from dataclasses import dataclass

from django.urls import reverse

from evaluation.models import Section
from people.models import Person


@dataclass(frozen=True)
class Way:
    """Where the pages of one survey are: their URL names and what names the survey in them."""

    key: str
    names: str = "evaluation:"
    staff: bool = False
    # The supporter who is signed in and helps to answer, and what they are to the person.
    helper: Person | None = None
    helps_as: str = ""

    @property
    def start(self) -> str:
        """The first page."""
        return reverse(f"{self.names}answer", args=[self.key])

    @property
    def check(self) -> str:
        """The page that shows all answers."""
        return reverse(f"{self.names}check", args=[self.key])

    @property
    def thanks(self) -> str:
        """The page after sending."""
        return reverse(f"{self.names}thanks", args=[self.key])

    def page(self, section: Section | None) -> str:
        """Return the address of a page; of the check where there is none left."""
        return self.check if section is None else reverse(f"{self.names}page", args=[self.key, section.slug])

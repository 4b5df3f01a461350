"""The questions of the application in easy words: at most 15 words a sentence, one idea each, a picture where it helps.

The words are a draft: people with learning disabilities check them before they are called Easy Read.
"""

from django.utils.translation import gettext_lazy as _

from cohorts.recruitment.forms.apply_base import ApplyForm
from common.easy import EasyWords, ease

EASY: dict[str, EasyWords] = {
    "role": EasyWords(
        _("Who are you?"),
        (("people", _("Half of the people work in health or care. Half do not.")),),
        {"role": (_("Who are you?"), "")},
    ),
    "name": EasyWords(
        _("What is your name?"),
        (("person", _("Write your name.")),),
        {
            "given_name": (_("First name"), ""),
            "family_name": (_("Last name"), ""),
            "known_as": (_("What should we call you?"), _("You can leave this empty.")),
        },
    ),
    "contact": EasyWords(
        _("How can we reach you?"),
        (("phone", _("Tell us one or more ways.")), ("yes", _("You do not need an email."))),
        {
            "email": (_("Your email"), _("Leave it empty if you have none.")),
            "mobile": (_("Your mobile phone number"), ""),
            "phone": (_("Your home phone number"), ""),
        },
    ),
    "address": EasyWords(
        _("Where do you live?"),
        (("place", _("We look how far it is to the place.")),),
        {"address": (_("Your address"), ""), "postcode": (_("Your postcode"), _("It looks like OX4 1AA."))},
    ),
    "methods": EasyWords(
        _("How should we tell you things?"),
        (("letter", _("Choose the way that is best for you.")),),
        {
            "first": (_("The best way"), ""),
            "second": (_("The next best way"), ""),
            "third": (_("Another way"), ""),
            "safe_times": (_("When can we phone you?"), _("You can leave this empty.")),
        },
    ),
    "job": EasyWords(
        _("Where do you work?"),
        (("person", _("We ask your manager if you can come.")), ("clock", _("We only ask when you have a place."))),
        {
            "job_title": (_("What is your job?"), ""),
            "employer": (_("Who do you work for?"), ""),
            "manager_name": (_("Who is your manager?"), ""),
            "manager_email": (_("Your manager’s email"), _("You can tell us later.")),
        },
    ),
    "cohorts": EasyWords(
        _("Where do you want to go?"),
        (("place", _("Choose the place that is best for you.")),),
        {
            "first": (_("The best place"), ""),
            "second": (_("The next best place"), _("You can leave this empty.")),
            "third": (_("Another place"), _("You can leave this empty.")),
        },
    ),
    "dates": EasyWords(
        _("Can you come on all the days?"),
        (("calendar", _("These are the days.")),),
        {
            "all_dates": (_("Can you come on all the days?"), ""),
            "note": (_("Which days are hard for you?"), _("You can leave this empty.")),
        },
    ),
    "travel": EasyWords(
        _("How do you get there?"),
        (("bus", _("We pay for your bus, train or taxi.")),),
        {
            "mode": (_("How do you get there?"), ""),
            "miles": (
                _("How many miles can you go?"),
                _("Leave it empty if you do not know. We will not send you further, unless it is your first choice."),
            ),
        },
    ),
    "meetings": EasyWords(
        _("When can you meet your partner?"),
        (),
        {
            "times": (
                _("When can you meet your partner?"),
                _("Your partner works with you. Choose all times that are good."),
            )
        },
    ),
    "why": EasyWords(
        _("Why do you want to take part?"),
        (),
        {"motivation": (_("Why do you want to take part?"), _("Use your own words. Spelling does not matter."))},
    ),
    "experience": EasyWords(
        _("What do you know about health or care?"),
        (),
        {
            "experience": (
                _("What do you know about health or care?"),
                _("You may have used it. You may look after someone. You can leave this empty."),
            )
        },
    ),
    "topics": EasyWords(
        _("What do you want to make better?"),
        (("pen", _("You and your partner choose one thing.")),),
        {
            "topics": (_("Choose what matters to you"), _("You can choose more than one.")),
            "idea": (_("Do you have an idea?"), _("You do not need one.")),
        },
    ),
    "partner": EasyWords(
        _("Do you already have a partner?"),
        (("people", _("Do you come as two? You both get a place, or neither of you does.")),),
        {
            "together": (
                _("Do you already have a partner?"),
                _("A partner is the person who works with you. We can find one for you."),
            ),
            "partner_name": (_("Your partner’s name"), ""),
            "partner_ref": (_("The number of your partner’s form"), _("You can leave this empty.")),
        },
    ),
    "needs": EasyWords(
        _("What helps you?"),
        (
            ("help", _("Choose what helps you. We do not ask why.")),
            ("lots", _("It does not change your chance of a place.")),
        ),
        {
            "environment": (_("Getting in and around"), ""),
            "dietary": (_("Food and drink"), ""),
            "communication_support": (_("When we talk"), ""),
            "communication_professional": (_("A person who helps us understand each other"), ""),
            "information_format": (_("How we write to you"), ""),
            "note": (_("What else helps you?"), _("You can leave this empty.")),
            "supporter_comes": (_("Does someone come with you to help you?"), _("We pay for them too.")),
            "sharing": (_("You may tell the people at the place what I need."), ""),
        },
    ),
    "selection": EasyWords(
        _("Can we use some facts about you?"),
        (
            ("lots", _("We draw lots to choose people.")),
            ("people", _("We want all sorts of people to take part.")),
            ("no", _("You can say no. You still have a fair chance.")),
        ),
        {"consent": (_("Can we use some facts about you?"), _("You do not have to answer any of them."))},
    ),
    "heard": EasyWords(
        _("How did you hear about us?"),
        (),
        {
            "heard": (_("How did you hear about us?"), _("You do not have to answer.")),
            "where": (_("Where was it?"), ""),
            "code": (_("Is there a code on the paper?"), _("You can leave this empty.")),
        },
    ),
    "consents": EasyWords(
        _("Two more questions"),
        (
            ("yes", _("You can say yes or no.")),
            ("lots", _("It does not change your chance of a place.")),
        ),
        {
            "evaluation": (_("Can other people read your answers to our questions?"), _("They do not see your name.")),
            "follow_up": (_("Can we ask you more questions after 18 months?"), ""),
        },
    ),
}


def in_easy_words(form: ApplyForm, slug: str) -> None:
    """Give one page of the application its easy words."""
    words = EASY.get(slug)
    if words is None:
        return
    ease(form, words)
    form.title, form.easy_lead = words.title or form.title, words.lead

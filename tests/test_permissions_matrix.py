"""Every address × every role: who gets in, who is told nothing. An address without a row here fails the build."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.matrix_objects import OBJECTS
from tests.worlds import RunningCohort, make_running_cohort

ROLES = (
    "visitor", "stranger", "lay", "professional", "coordinator", "elsewhere", "facilitator", "reviewer", "evaluator",
    "commissioner", "safeguarding_lead", "administrator",
)  # fmt: skip
SIGNED_IN = frozenset(ROLES) - {"visitor"}
EVERYBODY = frozenset(ROLES)
PAIR = frozenset({"lay", "professional"})
COORDINATOR = frozenset({"coordinator"})
# "elsewhere" coordinates another programme: lists open to them with their own rows, the rows of this one do not.
COORDINATORS = frozenset({"coordinator", "elsewhere"})
TEAM = frozenset({"coordinator", "facilitator"})
STAFF = SIGNED_IN - {"stranger", "lay", "professional"}
TEAMS = TEAM | {"elsewhere"}


@dataclass(frozen=True)
class Row:
    """Who may open one address; `post` where it only takes a POST, `of` names what its address is about.

    `always` is what everybody gets at an address for programs, who sign what they send.
    """

    who: frozenset[str]
    of: str = ""
    post: bool = False
    always: str = ""


MATRIX: dict[str, Row] = {
    # --- the service itself
    "home": Row(EVERYBODY),
    "healthz": Row(EVERYBODY),
    "concern": Row(EVERYBODY),
    "concern_sent": Row(EVERYBODY),
    "easy_read": Row(EVERYBODY, post=True),
    "accessibility": Row(EVERYBODY),
    "privacy": Row(EVERYBODY),
    "health": Row(STAFF),
    # --- people, and who is to be called
    "persons": Row(COORDINATORS),
    "pairs_at_risk": Row(COORDINATORS),
    "person": Row(COORDINATOR, "person"),
    "person_programme": Row(COORDINATOR, "person"),
    "person_timeline": Row(COORDINATOR, "person"),
    "person_tasks": Row(COORDINATOR, "person"),
    "person_details": Row(COORDINATOR, "person"),
    "person_change": Row(COORDINATOR, "person_part"),
    "person_needs": Row(COORDINATOR, "person"),
    "person_consents": Row(COORDINATOR, "person"),
    "person_contact": Row(COORDINATOR, "person", post=True),
    "person_note": Row(COORDINATOR, "person"),
    "calls": Row(COORDINATORS),
    "call": Row(COORDINATOR, "call"),
    # --- who supports a person
    "person_supporters": Row(COORDINATOR, "supporter_person"),
    "person_supporter_add": Row(COORDINATOR, "supporter_person"),
    "person_supporter_authority": Row(COORDINATOR, "supporter_row"),
    "person_supporter_end": Row(COORDINATOR, "supporter_row", post=True),
    # --- leaving, a death, and changing a day
    "my_stop": Row(frozenset({"lay"}), "place"),
    "my_stop_talk": Row(frozenset({"lay"}), "place", post=True),
    "my_stop_answer": Row(frozenset({"lay"}), "place"),
    "my_stopped": Row(frozenset({"lay"}), "left_place"),
    "place_leave": Row(COORDINATOR, "place"),
    "place_back": Row(COORDINATOR, "place"),
    "person_died": Row(COORDINATOR, "lay_person"),
    "death": Row(COORDINATOR, "death"),
    "death_family": Row(COORDINATOR, "death", post=True),
    "death_undo": Row(COORDINATOR, "death"),
    "workshop_move": Row(COORDINATOR, "workshop"),
    "workshop_postpone": Row(COORDINATOR, "workshop"),
    "workshop_cancel": Row(COORDINATOR, "workshop"),
    # --- signing in
    "access:sign_in": Row(EVERYBODY),
    "access:sent": Row(EVERYBODY),
    "access:link": Row(EVERYBODY, "sign_in_link"),
    "access:letter": Row(EVERYBODY),
    "access:sign_out": Row(EVERYBODY, post=True),
    "access:second_factor": Row(STAFF),
    "access:set_up": Row(STAFF),
    "access:recovery_codes": Row(STAFF),
    "access:admin_login": Row(frozenset()),
    # --- a person's own details
    "people:details": Row(SIGNED_IN),
    "people:change_name": Row(SIGNED_IN),
    "people:change_contact": Row(SIGNED_IN),
    "people:change_ways": Row(SIGNED_IN),
    "people:change_reading": Row(SIGNED_IN),
    "people:needs": Row(SIGNED_IN),
    "people:supporters": Row(SIGNED_IN),
    "people:add_supporter": Row(SIGNED_IN),
    "people:supporter": Row(frozenset({"lay"}), "supporter"),
    "people:end_supporter": Row(frozenset({"lay"}), "supporter", post=True),
    "people:consents": Row(SIGNED_IN),
    "people:helping": Row(SIGNED_IN),
    "people:start_helping": Row(SIGNED_IN, "supporter_person", post=True),
    "people:leave_support": Row(frozenset(), "supporter_person"),
    "people:stop_helping": Row(SIGNED_IN, post=True),
    # --- messages
    "messaging:queue": Row(COORDINATORS),
    "messaging:letters": Row(COORDINATORS),
    "messaging:print_letters": Row(COORDINATORS, post=True),
    "messaging:letter": Row(COORDINATOR, "letter"),
    "messaging:came_back": Row(COORDINATOR, "posted_letter"),
    "messaging:batch": Row(COORDINATOR, "batch"),
    "messaging:batch_pdf": Row(COORDINATOR, "batch"),
    "messaging:batch_print": Row(COORDINATOR, "batch"),
    "messaging:batch_again": Row(COORDINATOR, "batch", post=True),
    "messaging:batch_posted": Row(COORDINATOR, "batch", post=True),
    "messaging:take_out": Row(COORDINATOR, "printed_letter", post=True),
    "messaging:order_new": Row(COORDINATOR, "letter_to_order"),
    "messaging:order": Row(COORDINATOR, "format_order"),
    "messaging:order_words": Row(COORDINATOR, "format_order"),
    "messaging:order_posted": Row(COORDINATOR, "format_order", post=True),
    "messaging:order_stop": Row(COORDINATOR, "format_order", post=True),
    "messaging:words": Row(COORDINATORS),
    "messaging:words_of": Row(COORDINATOR, "words_purpose"),
    "messaging:words_edit": Row(COORDINATOR, "words"),
    "messaging:words_restore": Row(COORDINATOR, "words_version", post=True),
    "messaging:stop": Row(EVERYBODY, "stop_token"),
    "messaging:email_reports": Row(frozenset(), post=True, always="nothing"),
    "messaging:email_replies": Row(frozenset(), post=True, always="nothing"),
    "messaging:notify_reports": Row(frozenset(), post=True, always="403"),
    "messaging:notify_replies": Row(frozenset(), post=True, always="403"),
    "messaging:lift_stop": Row(COORDINATOR, "channel_stop", post=True),
    "messaging:rules": Row(COORDINATORS),
    "messaging:rule": Row(COORDINATOR, "rule"),
    "messaging:message": Row(COORDINATOR, "message"),
    "messaging:group": Row(COORDINATORS),
    "messaging:group_message": Row(COORDINATOR, "group_message"),
    "messaging:group_undo": Row(COORDINATOR, "group_message", post=True),
    "messaging:edit": Row(COORDINATOR, "message"),
    "messaging:hurry": Row(COORDINATOR, "message", post=True),
    "messaging:hold": Row(COORDINATOR, "message", post=True),
    "messaging:release": Row(COORDINATOR, "message", post=True),
    "messaging:cancel": Row(COORDINATOR, "message", post=True),
    "messaging:send_again": Row(COORDINATOR, "message", post=True),
    # --- programmes, venues, cohorts, places
    "cohorts:programmes": Row(COORDINATORS),
    "cohorts:programme_new": Row(COORDINATORS | {"administrator"}),
    "cohorts:team": Row(COORDINATOR, "programme"),
    "cohorts:team_again": Row(COORDINATOR, "programme", post=True),
    "cohorts:team_end": Row(COORDINATOR, "membership", post=True),
    "cohorts:organisations": Row(COORDINATOR, "programme"),
    "cohorts:organisation_remove": Row(COORDINATOR, "organisation", post=True),
    "all_venues": Row(COORDINATORS),
    "all_venues_csv": Row(COORDINATORS),
    "totals": Row(COORDINATORS | {"commissioner"}),
    "programme_copy": Row(COORDINATOR, "programme"),
    "programme_archive": Row(COORDINATOR, "programme"),
    "set_up": Row(COORDINATOR, "programme"),
    "cohorts:venues": Row(COORDINATORS),
    "cohorts:venue_new": Row(COORDINATORS),
    "cohorts:venue": Row(COORDINATORS, "venue"),
    "cohorts:cohort": Row(COORDINATOR, "cohort"),
    "cohorts:cohort_edit": Row(COORDINATOR, "cohort"),
    "cohorts:cohort_move": Row(COORDINATOR, "cohort", post=True),
    "cohorts:cohort_finish": Row(COORDINATOR, "cohort"),
    "cohorts:place": Row(COORDINATOR, "place"),
    "cohorts:place_release": Row(COORDINATOR, "place", post=True),
    "cohorts:place_complete": Row(COORDINATOR, "place", post=True),
    "cohorts:place_not_complete": Row(COORDINATOR, "place", post=True),
    "cohorts:exclusion_end": Row(COORDINATOR, "exclusion", post=True),
    "cohorts:tasks": Row(COORDINATORS),
    "cohorts:task_new": Row(COORDINATORS),
    "cohorts:task": Row(COORDINATOR, "task"),
    "cohorts:job": Row(COORDINATOR, "job"),
    "cohorts:job_stop": Row(COORDINATOR, "job", post=True),
    "cohorts:task_done": Row(COORDINATOR, "task", post=True),
    "cohorts:task_drop": Row(COORDINATOR, "task", post=True),
    "cohorts:task_take": Row(COORDINATOR, "task", post=True),
    "cohorts:task_give": Row(COORDINATOR, "task", post=True),
    "cohorts:task_snooze": Row(COORDINATOR, "task", post=True),
    "cohorts:task_wake": Row(COORDINATOR, "task", post=True),
    "cohorts:task_reopen": Row(COORDINATOR, "task", post=True),
    "cohorts:concerns": Row(frozenset({"safeguarding_lead"})),
    "cohorts:concern": Row(frozenset({"safeguarding_lead"}), "concern"),
    "cohorts:concerns_away": Row(frozenset({"safeguarding_lead"}), post=True),
    "cohorts:concern_note": Row(frozenset({"safeguarding_lead"}), "concern", post=True),
    "cohorts:concern_hand_over": Row(frozenset({"safeguarding_lead"}), "concern", post=True),
    "cohorts:concern_close": Row(frozenset({"safeguarding_lead"}), "concern", post=True),
    "cohorts:concern_open_again": Row(frozenset({"safeguarding_lead"}), "closed_concern", post=True),
    "cohorts:programme": Row(COORDINATOR, "programme"),
    "cohorts:cohort_new": Row(COORDINATOR, "programme"),
    "cohorts:exclusions": Row(COORDINATOR, "programme"),
    # --- applying
    "recruitment:start": Row(EVERYBODY),
    "recruitment:resume": Row(EVERYBODY, "resume"),
    "recruitment:apply": Row(EVERYBODY, "open_programme"),
    "recruitment:paper": Row(EVERYBODY, "open_programme"),
    "recruitment:paper_pdf": Row(EVERYBODY, "open_programme"),
    "recruitment:carry_on": Row(EVERYBODY, "open_programme"),
    "recruitment:saved": Row(EVERYBODY, "open_programme"),
    "recruitment:check": Row(EVERYBODY, "open_programme"),
    "recruitment:email_code": Row(EVERYBODY, "open_programme"),
    "recruitment:step": Row(EVERYBODY, "open_step"),
    "recruitment:sent": Row(EVERYBODY, "sent_application"),
    "recruitment:monitoring": Row(EVERYBODY, "monitoring"),
    "recruitment:monitoring_thanks": Row(EVERYBODY, "programme"),
    "recruitment:follow": Row(EVERYBODY, "open_code"),
    # --- reaching people
    "recruitment:outreach": Row(COORDINATORS),
    "recruitment:outreach_plan": Row(COORDINATOR, "cohort"),
    "recruitment:outreach_add": Row(COORDINATOR, "cohort"),
    "recruitment:outreach_row": Row(COORDINATOR, "code"),
    "recruitment:outreach_stop": Row(COORDINATOR, "code", post=True),
    "recruitment:outreach_png": Row(COORDINATOR, "code"),
    "recruitment:outreach_svg": Row(COORDINATOR, "code"),
    "recruitment:outreach_sheet": Row(COORDINATOR, "leaflet"),
    "recruitment:outreach_pdf": Row(COORDINATOR, "leaflet"),
    # --- reviewing: whoever scores an application never sees whose it is
    "recruitment:reviews": Row(frozenset({"reviewer"})),
    "recruitment:review": Row(frozenset({"reviewer"}), "review"),
    "recruitment:review_hand_on": Row(frozenset({"reviewer"}), "review", post=True),
    "recruitment:reviewing": Row(COORDINATOR, "programme"),
    "recruitment:review_rules": Row(COORDINATOR, "programme"),
    # --- choosing
    "recruitment:applicants": Row(COORDINATORS),
    "recruitment:applicants_csv": Row(COORDINATORS),
    "recruitment:applicants_decide": Row(COORDINATORS, post=True),
    "recruitment:key_start": Row(COORDINATORS),
    "recruitment:key_monitoring": Row(COORDINATORS),
    "recruitment:key_check": Row(COORDINATOR, "keyed_draft"),
    "recruitment:key_chapter": Row(COORDINATOR, "keyed_chapter"),
    "recruitment:key_discard": Row(COORDINATOR, "keyed_draft", post=True),
    "recruitment:application": Row(COORDINATOR, "application"),
    "recruitment:application_partner": Row(COORDINATOR, "application", post=True),
    "recruitment:application_withdraw": Row(COORDINATOR, "application"),
    "recruitment:application_ask": Row(COORDINATOR, "application"),
    "recruitment:application_decide": Row(COORDINATOR, "application", post=True),
    "recruitment:application_duplicate": Row(COORDINATOR, "application", post=True),
    "recruitment:application_merge": Row(COORDINATOR, "application_alike"),
    "recruitment:imports": Row(COORDINATORS),
    "recruitment:import_sample_csv": Row(COORDINATORS),
    "recruitment:import_sample_xlsx": Row(COORDINATORS),
    "recruitment:import_new": Row(COORDINATORS),
    "recruitment:import": Row(COORDINATOR, "import"),
    "recruitment:import_columns": Row(COORDINATOR, "import"),
    "recruitment:import_words": Row(COORDINATOR, "import"),
    "recruitment:import_row": Row(COORDINATOR, "import_row"),
    "recruitment:import_sheet": Row(COORDINATOR, "import", post=True),
    "recruitment:import_confirm": Row(COORDINATOR, "import", post=True),
    "recruitment:import_go_on": Row(COORDINATOR, "import", post=True),
    "recruitment:import_discard": Row(COORDINATOR, "import", post=True),
    "recruitment:import_undo": Row(COORDINATOR, "import", post=True),
    "recruitment:import_refused": Row(COORDINATOR, "import"),
    "recruitment:draws": Row(COORDINATORS),
    "recruitment:together": Row(COORDINATOR, "programme"),
    "recruitment:together_draw": Row(COORDINATOR, "programme", post=True),
    "recruitment:together_outlook": Row(COORDINATOR, "programme", post=True),
    "recruitment:together_take": Row(COORDINATOR, "programme", post=True),
    "recruitment:outlook": Row(COORDINATOR, "cohort"),
    "recruitment:outlook_take": Row(COORDINATOR, "cohort", post=True),
    "recruitment:quotas": Row(COORDINATOR, "cohort"),
    "recruitment:quota_approve": Row(COORDINATOR, "quota"),
    "recruitment:quota_remove": Row(COORDINATOR, "quota", post=True),
    "recruitment:draw_new": Row(COORDINATOR, "cohort"),
    "recruitment:draw": Row(COORDINATOR, "draw"),
    "recruitment:draw_confirm": Row(COORDINATOR, "draw", post=True),
    "recruitment:draw_discard": Row(COORDINATOR, "draw", post=True),
    "recruitment:ceremony": Row(COORDINATOR, "ceremony"),
    "recruitment:ceremony_people": Row(COORDINATOR, "ceremony"),
    "recruitment:ceremony_compute": Row(COORDINATOR, "ceremony", post=True),
    "recruitment:ceremony_agree": Row(COORDINATOR, "ceremony", post=True),
    "recruitment:ceremony_publish": Row(COORDINATOR, "ceremony", post=True),
    "recruitment:ceremony_chance": Row(COORDINATOR, "ceremony"),
    "recruitment:ceremony_aside": Row(COORDINATOR, "ceremony"),
    "recruitment:handover_new": Row(COORDINATOR, "ceremony"),
    "recruitment:sealed_mine": Row(frozenset({"evaluator"}), "handover"),
    "recruitment:sealed": Row(EVERYBODY, "handover_link"),
    "recruitment:draw_public": Row(EVERYBODY, "ceremony"),
    "recruitment:draw_file": Row(EVERYBODY, "ceremony"),
    "recruitment:cohort_stays": Row(COORDINATOR, "cohort"),
    "recruitment:application_stay": Row(COORDINATOR, "application", post=True),
    "recruitment:my_chance": Row(frozenset({"lay"}), "my_application"),
    "recruitment:my_stay": Row(frozenset({"lay"}), "my_application", post=True),
    "recruitment:draw_verify": Row(COORDINATOR, "draw", post=True),
    "recruitment:offers": Row(COORDINATOR, "cohort"),
    "recruitment:offers_make": Row(COORDINATOR, "cohort", post=True),
    "recruitment:fill": Row(COORDINATOR, "cohort"),
    "recruitment:fill_offer": Row(COORDINATOR, "cohort", post=True),
    "recruitment:alone": Row(COORDINATOR, "cohort_application", post=True),
    "recruitment:offer_answer": Row(COORDINATOR, "offer"),
    "recruitment:offer_withdraw": Row(COORDINATOR, "offer", post=True),
    "recruitment:offer_again": Row(COORDINATOR, "offer", post=True),
    "recruitment:promise": Row(COORDINATOR, "promise"),
    "recruitment:promise_drop": Row(COORDINATOR, "promise", post=True),
    "recruitment:release_record": Row(COORDINATOR, "release_row", post=True),
    "recruitment:offer": Row(frozenset({"lay"}), "offer"),
    "recruitment:release": Row(EVERYBODY, "release_link"),
    # --- pairs
    "pairing:cohorts": Row(TEAMS),
    "pairing:pair": Row(COORDINATOR, "pair"),
    "pairing:pair_introduce": Row(COORDINATOR, "pair", post=True),
    "pairing:pair_begin": Row(COORDINATOR, "pair", post=True),
    "pairing:agreement_keyed": Row(COORDINATOR, "pair"),
    "pairing:agreement_paper": Row(COORDINATOR, "pair"),
    "pairing:agreement_paper_pdf": Row(COORDINATOR, "pair"),
    "pairing:pair_end": Row(COORDINATOR, "pair", post=True),
    "pairing:care": Row(COORDINATOR, "pair", post=True),
    "pairing:pulse": Row(frozenset({"lay"}), "pulse"),
    "pairing:pulse_keyed": Row(COORDINATOR, "pulse"),
    "pairing:board": Row(COORDINATOR, "cohort"),
    "pairing:propose": Row(COORDINATOR, "cohort", post=True),
    "pairing:introduce": Row(COORDINATOR, "cohort", post=True),
    "pairing:weights": Row(COORDINATOR, "cohort"),
    "pairing:repair": Row(COORDINATOR, "cohort"),
    "pairing:compare": Row(COORDINATOR, "cohort"),
    "pairing:take_up": Row(COORDINATOR, "cohort", post=True),
    "pairing:options": Row(COORDINATOR, "free_place"),
    "pairing:change": Row(COORDINATOR, "free_place", post=True),
    "pairing:pairs": Row(TEAM, "cohort"),
    "pairing:mine": Row(SIGNED_IN),
    "pairing:in_confidence": Row(SIGNED_IN),
    "pairing:choice": Row(frozenset({"professional"}), "choice"),
    "pairing:looked": Row(COORDINATOR, "place"),
    "pairing:choice_staff": Row(COORDINATOR, "choice"),
    "pairing:choice_open": Row(COORDINATOR, "choice", post=True),
    "pairing:choice_reopen": Row(COORDINATOR, "choice", post=True),
    "pairing:choice_settle": Row(COORDINATOR, "choice", post=True),
    "pairing:share": Row(PAIR, "pair", post=True),
    "pairing:agreement": Row(PAIR, "pair", post=True),
    "pairing:sign": Row(PAIR, "agreed_pair", post=True),
    # --- workshops
    "workshops:list": Row(TEAMS),
    "workshops:led": Row(TEAMS),
    "workshops:claims_of": Row(COORDINATOR, "workshop"),
    "workshops:claim_key": Row(COORDINATOR, "claim_key"),
    "workshops:claims": Row(COORDINATORS),
    "workshops:claim": Row(COORDINATOR, "claim", post=True),
    "workshops:plan": Row(COORDINATOR, "cohort"),
    "workshops:detail": Row(TEAM, "workshop"),
    "workshops:needs": Row(TEAM, "workshop"),
    "workshops:people": Row(TEAM, "workshop"),
    "workshops:debrief": Row(TEAM, "debriefed"),
    "workshops:debrief_agree": Row(TEAM, "debriefed", post=True),
    "workshops:lead": Row(TEAM, "lead_request"),
    "workshops:met": Row(COORDINATOR, "held_workshop"),
    "workshops:met_keyed": Row(COORDINATOR, "met_keyed"),
    "workshops:needs_over_time": Row(COORDINATOR, "call"),
    "workshops:register_paper": Row(TEAM, "workshop"),
    "workshops:register_pdf": Row(TEAM, "workshop"),
    "workshops:agenda_paper": Row(TEAM, "workshop"),
    "workshops:agenda_pdf": Row(TEAM, "workshop"),
    "workshops:my_agenda": Row(PAIR, "workshop"),
    "workshops:my_agenda_pdf": Row(PAIR, "workshop"),
    "workshops:my_met": Row(PAIR, "answerable"),
    "workshops:templates": Row(COORDINATOR, "programme"),
    "workshops:template": Row(COORDINATOR, "template"),
    "workshops:template_apply": Row(COORDINATOR, "template"),
    "workshops:to_arrange": Row(COORDINATORS),
    "workshops:sheet": Row(COORDINATOR, "workshop"),
    "workshops:sheet_pdf": Row(COORDINATOR, "workshop"),
    "workshops:thing": Row(COORDINATOR, "thing"),
    "workshops:thing_done": Row(COORDINATOR, "thing", post=True),
    "workshops:edit": Row(COORDINATOR, "workshop"),
    "workshops:agenda": Row(TEAM, "workshop"),
    "workshops:confirm": Row(COORDINATOR, "workshop", post=True),
    "workshops:register": Row(TEAM, "workshop"),
    "workshops:history": Row(TEAM, "workshop"),
    "workshops:held": Row(TEAM, "workshop", post=True),
    "workshops:my_dates": Row(SIGNED_IN),
    "workshops:calendar": Row(SIGNED_IN),
    "workshops:my_workshop": Row(PAIR, "workshop"),
    "workshops:apologies": Row(PAIR, "workshop"),
    "workshops:coming": Row(PAIR, "workshop", post=True),
    "workshops:my_claim": Row(frozenset({"lay"}), "held_workshop"),
    "workshops:workshop_file": Row(PAIR | {"facilitator"}, "workshop"),
    "workshops:feed": Row(EVERYBODY, "feed"),
    # --- projects
    "projects:case_studies": Row(EVERYBODY),
    "projects:case_study": Row(EVERYBODY, "case_study"),
    "projects:case_study_picture": Row(EVERYBODY, "pictured_study"),
    "projects:my_study": Row(PAIR, "asked_study"),
    "projects:studies": Row(COORDINATORS),
    "projects:study_new": Row(COORDINATOR, "project"),
    "projects:study": Row(COORDINATOR, "asked_study"),
    "projects:study_edit": Row(COORDINATOR, "asked_study"),
    "projects:study_move": Row(COORDINATOR, "asked_study", post=True),
    "projects:study_quote": Row(COORDINATOR, "asked_study"),
    "projects:study_quote_remove": Row(COORDINATOR, "study_quote", post=True),
    "projects:study_person": Row(COORDINATOR, "asked_study"),
    "projects:study_person_remove": Row(COORDINATOR, "study_appearance", post=True),
    "projects:study_picture": Row(COORDINATOR, "asked_study"),
    "projects:study_picture_remove": Row(COORDINATOR, "asked_study", post=True),
    "projects:study_said": Row(COORDINATOR, "study_said"),
    "projects:mine": Row(SIGNED_IN),
    "projects:edit": Row(PAIR, "project"),
    "projects:update": Row(PAIR, "project", post=True),
    "projects:status": Row(PAIR, "project", post=True),
    "projects:milestone": Row(PAIR, "project", post=True),
    "projects:milestone_mark": Row(PAIR, "milestone", post=True),
    "projects:list": Row(TEAMS),
    "projects:project": Row(TEAM, "project"),
    # --- the evaluation
    "evaluation:overview": Row(COORDINATORS | {"evaluator"}),
    "evaluation:unanswered": Row(COORDINATORS),
    "evaluation:results": Row(COORDINATORS | {"evaluator"}),
    "evaluation:data": Row(frozenset({"evaluator"})),
    "evaluation:data_file": Row(frozenset({"evaluator"}), "data_file"),
    "evaluation:key_find": Row(COORDINATORS),
    "evaluation:key_paper": Row(COORDINATOR, "keyed_survey"),
    "evaluation:key_paper_pdf": Row(COORDINATOR, "keyed_survey"),
    "evaluation:key_correct": Row(COORDINATOR, "keyed_answers"),
    "evaluation:key_correct_one": Row(COORDINATOR, "keyed_answer"),
    "evaluation:key_answer": Row(COORDINATOR, "keyed_survey"),
    "evaluation:key_check": Row(COORDINATOR, "keyed_survey"),
    "evaluation:key_thanks": Row(COORDINATOR, "keyed_survey"),
    "evaluation:key_page": Row(COORDINATOR, "keyed_page"),
    "evaluation:mine": Row(SIGNED_IN),
    "evaluation:leave": Row(SIGNED_IN),
    # Open to a supporter who helps, and then alone: tests/people/test_acting.py.
    "evaluation:helped_answer": Row(frozenset(), "keyed_survey"),
    "evaluation:helped_check": Row(frozenset(), "keyed_survey"),
    "evaluation:helped_thanks": Row(frozenset(), "keyed_survey"),
    "evaluation:helped_page": Row(frozenset(), "keyed_page"),
    "evaluation:contact_check": Row(EVERYBODY, "contact_token"),
    "evaluation:contact_check_key": Row(COORDINATOR, "contact_check", post=True),
    "evaluation:answer": Row(EVERYBODY, "invitation"),
    "evaluation:check": Row(EVERYBODY, "invitation"),
    "evaluation:thanks": Row(EVERYBODY, "invitation"),
    "evaluation:page": Row(EVERYBODY, "survey_page"),
}


def names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """Walk through every named address of the project; the back office has a test of its own."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"
        elif entry.namespace != "admin":
            yield from names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


def answer_of(client: Client, url: str, *, post: bool) -> str:
    """Ask for one page and take back whatever it did; return in one word what came."""
    with transaction.atomic():
        response = client.post(url) if post else client.get(url)
        transaction.set_rollback(True)
    if response.status_code == 404:
        return "nothing"
    if response.status_code == 302 and response["Location"].startswith(reverse("access:sign_in")):
        return "sign in"
    # 400 and 422 are forms with errors, 409 a conflict, 410 a link that is used up: all are pages for who may see them.
    return "in" if response.status_code in {200, 302, 400, 409, 410, 422} else str(response.status_code)


def expected(row: Row, role: str) -> str:
    """Return what a role must get."""
    if row.always:
        return row.always
    if role in row.who:
        return "in"
    return "sign in" if role == "visitor" else "nothing"


def test_every_address_has_a_row():
    assert sorted(set(names(get_resolver()))) == sorted(MATRIX)


@pytest.fixture
def world(db, travel: Callable[[str], Any]) -> RunningCohort:
    travel("2027-03-01T09:00")
    return make_running_cohort()


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_address_opens_to_the_right_roles(world: RunningCohort, name: str):
    row = MATRIX[name]
    url = reverse(name, kwargs=OBJECTS[row.of](world) if row.of else {})
    found = {}
    for role in ROLES:
        client = Client()
        if role != "visitor":
            client.force_login(world.people[role])
        found[role] = answer_of(client, url, post=row.post)

    assert found == {role: expected(row, role) for role in ROLES}


@pytest.mark.parametrize("role", ROLES)
def test_back_office_opens_to_the_administrator_alone(world: RunningCohort, role: str):
    client = Client()
    if role != "visitor":
        client.force_login(world.people[role])

    response = client.get(reverse("admin:index"))

    assert (response.status_code == 200) == (role == "administrator")

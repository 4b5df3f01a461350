"""The programme's own questionnaire: its words, its Easy Read twins and its five waves.

Written for this programme and not validated. The Easy Read words are drafts until people with learning disabilities
have checked them; the pages say so. Scale: 1 strongly disagree to 5 strongly agree; reverse-scored items count 6 − x.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

VERSION = 1


@dataclass(frozen=True)
class Statement:
    """One item: its code, its words, its Easy Read words, and how it counts."""

    code: str
    text: str
    easy: str
    reverse: bool = False


@dataclass(frozen=True)
class Question:
    """A question that is not on the agreement scale: one of several answers, or text where there are none."""

    code: str
    text: str
    easy: str
    choices: tuple[tuple[int, str], ...] = ()
    asks_to_quote: bool = False
    level: int | None = None


@dataclass(frozen=True)
class Page:
    """One page of a questionnaire."""

    slug: str
    title: str
    introduction: str = ""
    subscale: str = ""
    level: int | None = None
    looking_back: bool = False
    scale: str = "agreement"
    statements: tuple[Statement, ...] = ()
    questions: tuple[Question, ...] = ()


N = gettext_noop
COLLABORATION = (
    Statement("col1", N("Lay people and professionals shape our decisions together."), N("We all decide together.")),
    Statement(
        "col2", N("My contribution carries as much weight as anyone’s."), N("People listen to me as much as to others.")
    ),
    Statement(
        "col3", N("We can disagree openly and still move forward."), N("We can disagree and still work together.")
    ),
    Statement(
        "col4",
        N("The final say usually rests with one role."),
        N("The same kind of person always decides in the end."),
        reverse=True,
    ),
    Statement("col5", N("We agree early who does what, and why."), N("We agree at the start who does what.")),
)
LEADERSHIP = (
    Statement(
        "lea1",
        N("I can bring people with different interests behind one aim."),
        N("I can help different people work for the same thing."),
    ),
    Statement(
        "lea2",
        N("I speak up when a plan overlooks what matters to patients or carers."),
        N("I speak up when a plan forgets patients or carers."),
    ),
    Statement("lea3", N("I can turn an idea into a small tested change."), N("I can try out an idea in a small way.")),
    Statement(
        "lea4",
        N("I hold back from leading because of my role or background."),
        N("I do not lead because of who I am."),
        reverse=True,
    ),
    Statement("lea5", N("I keep going when organisations respond slowly."), N("I keep going when things are slow.")),
)
PERSPECTIVE = (
    Statement(
        "per1",
        N("I understand the pressures on people in the other role."),
        N("I know what is hard for my partner’s group."),
    ),
    Statement(
        "per2",
        N("I ask about experience before offering solutions."),
        N("I ask people about their life before I give answers."),
    ),
    Statement(
        "per3",
        N("I can fairly describe a view I do not share."),
        N("I can explain what someone thinks when I think differently."),
    ),
    Statement(
        "per4",
        N("The other role’s priorities often make little sense to me."),
        N("I often do not see why things matter to the other group."),
        reverse=True,
    ),
    Statement(
        "per5",
        N("What I hear from the other role changes what I do."),
        N("I do things differently after I listen to the other group."),
    ),
)
NETWORKS = (
    Statement(
        "net1", N("I know whom to approach to start a local change."), N("I know who to ask to change something here.")
    ),
    Statement(
        "net2",
        N("I can get honest advice from someone in the other role."),
        N("Someone in the other group tells me what they really think."),
    ),
    Statement(
        "net3",
        N("I have few useful contacts outside my own group."),
        N("I know few people outside my own group."),
        reverse=True,
    ),
    Statement(
        "net4", N("I pass on useful contacts and information."), N("I tell others about useful people and news.")
    ),
)
WELLBEING = (
    Statement("wel1", N("I can manage what this work asks of me."), N("I can do what this work needs.")),
    Statement("wel2", N("I feel respected in it."), N("People respect me here.")),
    Statement("wel3", N("It leaves me drained."), N("It makes me very tired."), reverse=True),
    Statement("wel4", N("It feels worthwhile."), N("It is worth doing.")),
)
REACTIONS = (
    Statement("rea1", N("The workshop was worth my time."), N("The day was worth my time.")),
    Statement("rea2", N("I was heard."), N("People listened to me.")),
    Statement("rea3", N("I will do something differently."), N("I will do something in a new way.")),
)
BETTER = Question(
    "rea4",
    N("What would make the next one better?"),
    N("What would make the next day better?"),
    asks_to_quote=True,
    level=1,
)

FOUR_WEEKS = N("Think of the past four weeks. How much do you agree?")
FOUR_WEEKS_BASELINE = N(
    "Think of the past four weeks. “Work” means health or care work with people in the other role. "
    "If you have done none yet, choose “Does not apply”."
)
LOOK_BACK = N("Now think back to the time before the programme. How much would you have agreed then?")


def _scales(introduction: str) -> tuple[Page, ...]:
    return (
        Page("working-together", N("Working together"), introduction, "col", 3, statements=COLLABORATION),
        Page("leading", N("Leading"), introduction, "lea", 2, statements=LEADERSHIP),
        Page("the-other-role", N("Understanding the other role"), introduction, "per", 2, statements=PERSPECTIVE),
        Page("people-i-know", N("People I know"), introduction, "net", 3, statements=NETWORKS),
        Page("how-it-feels", N("How the work feels"), introduction, "wel", 1, statements=WELLBEING),
    )


def _back(page: str, title: str, subscale: str, statements: tuple[Statement, ...]) -> Page:
    before = tuple(Statement(f"{one.code}b", one.text, one.easy, one.reverse) for one in statements)
    return Page(page, title, LOOK_BACK, subscale, 2, looking_back=True, statements=before)


REACTION_PAGE = Page(
    "the-day", N("The day itself"), N("How much do you agree?"), "rea", 1, statements=REACTIONS, questions=(BETTER,)
)
STILL = Question(
    "fol1",
    N("Are you still working with your partner?"),
    N("Do you still work with your partner?"),
    ((1, N("Yes, often")), (2, N("Yes, sometimes")), (3, N("No")), (4, N("We never did"))),
    level=4,
)
PROJECT_NOW = Question(
    "fol2",
    N("What has become of your project?"),
    N("What happened to your project?"),
    ((1, N("It stopped")), (2, N("It is still going")), (3, N("It was adopted")), (4, N("It spread to other places"))),
    level=4,
)
TAKEN_ON = Question(
    "fol3", N("What have you taken on since?"), N("What new things do you do now?"), asks_to_quote=True, level=4
)

# The short form has a scale and codes of its own ("f" for faces), so that nobody adds its answers to the others. It
# has two statements of each subscale, none reversed and none looking back.
SHORT_EASY = "short-easy"
EASY_INTRODUCTION = N("These words are a draft, to be checked by people with learning disabilities.")
THINK_BACK = N("Think of the past 4 weeks. Is this true for you?")


def _easy(slug: str, title: str, subscale: str, level: int, *chosen: Statement) -> Page:
    faces = tuple(Statement(f"{one.code}f", one.easy, one.easy) for one in chosen)
    return Page(slug, title, THINK_BACK, subscale, level, scale="faces", statements=faces)


EASY_PAGES = (
    _easy("working-together", N("Working together"), "col", 3, COLLABORATION[0], COLLABORATION[1]),
    _easy("leading", N("Leading"), "lea", 2, LEADERSHIP[1], LEADERSHIP[2]),
    _easy("the-other-group", N("The other group"), "per", 2, PERSPECTIVE[0], PERSPECTIVE[2]),
    _easy("people-i-know", N("People I know"), "net", 3, NETWORKS[0], NETWORKS[1]),
    _easy("how-it-feels", N("How it feels"), "wel", 1, WELLBEING[1], WELLBEING[3]),
)

QUESTIONNAIRES: dict[str, tuple[str, tuple[Page, ...]]] = {
    "baseline": (N("Before you start"), _scales(FOUR_WEEKS_BASELINE)),
    "after-workshop": (N("After the workshop"), (REACTION_PAGE,)),
    "end": (
        N("At the end of the workshops"),
        (
            REACTION_PAGE,
            *_scales(FOUR_WEEKS),
            _back("working-together-before", N("Working together, before the programme"), "col", COLLABORATION),
            _back("leading-before", N("Leading, before the programme"), "lea", LEADERSHIP),
        ),
    ),
    "follow-up": (
        N("18 months on"),
        (
            *_scales(FOUR_WEEKS),
            Page("since-then", N("Since then"), questions=(STILL, PROJECT_NOW, TAKEN_ON)),
        ),
    ),
    SHORT_EASY: (N("Short Easy Read survey"), EASY_PAGES),
}
# Where the short form may take the place of all the questions; the reactions to a day are short already.
WITH_SHORT_FORM = frozenset({"baseline", "end", "follow-up"})


SUBSCALES: dict[str, str | Promise] = {
    "col": _("Working together"),
    "lea": _("Confidence in leading"),
    "per": _("Understanding the other role"),
    "net": _("Networks"),
    "wel": _("Wellbeing in the work"),
    "rea": _("Reactions to the day"),
}

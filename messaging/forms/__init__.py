"""Forms of the staff pages about messages."""

from messaging.forms.bulk import GroupForm
from messaging.forms.lists import (
    CallForm,
    CameBackForm,
    CancelForm,
    LettersFilterForm,
    OrderForm,
    PostedForm,
    QueueFilterForm,
)
from messaging.forms.rules import RuleForm
from messaging.forms.words import EditForm, ProgrammeForm, WordsForm

__all__ = [
    "CallForm",
    "CameBackForm",
    "CancelForm",
    "EditForm",
    "GroupForm",
    "LettersFilterForm",
    "OrderForm",
    "PostedForm",
    "ProgrammeForm",
    "QueueFilterForm",
    "RuleForm",
    "WordsForm",
]

"""Questionnaires, who is asked when, what they answer, and what evaluators receive."""

from evaluation.models.contact_checks import ContactCheck
from evaluation.models.questionnaires import Item, Questionnaire, Scale, Section
from evaluation.models.responses import Answer, AnswerCorrection, Response
from evaluation.models.snapshots import EvaluatorCode, Snapshot
from evaluation.models.waves import Invitation, Wave

__all__ = [
    "Answer",
    "AnswerCorrection",
    "ContactCheck",
    "EvaluatorCode",
    "Invitation",
    "Item",
    "Questionnaire",
    "Response",
    "Scale",
    "Section",
    "Snapshot",
    "Wave",
]

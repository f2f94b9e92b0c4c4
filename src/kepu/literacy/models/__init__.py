"""State of literacy monitoring, a module per subject."""

from .fieldwork import AnswerDraft, AnswerSheet, Case, CodeAttempt, Mode
from .framework import AgeGroup, Audience, Domain, Education, Field, Level, Sex
from .items import Item, ItemEnemy, ItemReview, ItemUse, ItemVersion
from .results import Calculation, Estimate
from .surveys import Booklet, BookletItem, FrameCommunity, PopulationCell, SampledCommunity, Survey

__all__ = [
    "AgeGroup",
    "AnswerDraft",
    "AnswerSheet",
    "Audience",
    "Booklet",
    "BookletItem",
    "Calculation",
    "Case",
    "CodeAttempt",
    "Domain",
    "Education",
    "Estimate",
    "Field",
    "FrameCommunity",
    "Item",
    "ItemEnemy",
    "ItemReview",
    "ItemUse",
    "ItemVersion",
    "Level",
    "Mode",
    "PopulationCell",
    "SampledCommunity",
    "Sex",
    "Survey",
]

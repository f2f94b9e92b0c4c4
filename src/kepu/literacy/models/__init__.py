"""State of literacy monitoring, a module per subject."""

from .fieldwork import AnswerDraft, AnswerSheet, Case, CodeAttempt, Mode, QualityReview
from .framework import AgeGroup, Audience, Domain, Education, Field, Level, Sex
from .items import Item, ItemEnemy, ItemReview, ItemUse, ItemVersion
from .results import Calculation, Estimate
from .schools import Assessment, AssessmentItem, ParticipatingSchool, Pupil, SchoolClass, SchoolConditions
from .selftest import SelfTest, SelfTestAnswer, SelfTestDay, SelfTestSettings
from .surveys import Booklet, BookletItem, FrameCommunity, PopulationCell, SampledCommunity, Survey

__all__ = [
    "AgeGroup",
    "AnswerDraft",
    "AnswerSheet",
    "Assessment",
    "AssessmentItem",
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
    "ParticipatingSchool",
    "PopulationCell",
    "Pupil",
    "QualityReview",
    "SampledCommunity",
    "SchoolClass",
    "SchoolConditions",
    "SelfTest",
    "SelfTestAnswer",
    "SelfTestDay",
    "SelfTestSettings",
    "Sex",
    "Survey",
]

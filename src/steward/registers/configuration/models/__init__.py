"""Nouns of configuration management, one file for those that belong together."""

from steward.registers.configuration.models.baseline import Baseline
from steward.registers.configuration.models.items import (
    MOST_UNITS,
    CiClass,
    ConfigurationItem,
    ConfigurationPlan,
    Criticality,
    Face,
    Place,
    Relation,
    Revision,
)
from steward.registers.configuration.models.verification import Discrepancy, Sighting

__all__ = [
    "MOST_UNITS",
    "Baseline",
    "CiClass",
    "ConfigurationItem",
    "ConfigurationPlan",
    "Criticality",
    "Discrepancy",
    "Face",
    "Place",
    "Relation",
    "Revision",
    "Sighting",
]

"""Nouns of configuration management, one file for those that belong together."""

from steward.registers.configuration.models.audit import MOST_LINES, AuditLine, ConfigurationAudit, Verdict
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
from steward.registers.configuration.models.media import MediaCheck
from steward.registers.configuration.models.report import ConfigurationReport
from steward.registers.configuration.models.verification import Discrepancy, Sighting

__all__ = [
    "MOST_LINES",
    "MOST_UNITS",
    "AuditLine",
    "Baseline",
    "CiClass",
    "ConfigurationAudit",
    "ConfigurationItem",
    "ConfigurationPlan",
    "ConfigurationReport",
    "Criticality",
    "Discrepancy",
    "Face",
    "MediaCheck",
    "Place",
    "Relation",
    "Revision",
    "Sighting",
    "Verdict",
]

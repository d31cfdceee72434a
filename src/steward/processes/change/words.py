"""The words of change management: types, outcomes, the questions from which risk follows (manual 8.2.1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.sheet import Column


class ChangeType(models.TextChoices):
    """Which way a change goes."""

    NORMAL = "normal", _("Normal change")
    STANDARD = "standard", _("Standard change")
    EMERGENCY = "emergency", _("Emergency change")


class Origin(models.TextChoices):
    """Where a change comes from (8.2.1)."""

    INSIDE = "inside", _("Inside: a technical department")
    OUTSIDE = "outside", _("Outside: sales, for a customer")


class Risk(models.IntegerChoices):
    """How much may go wrong; derived, never typed."""

    LOW = 1, _("Low risk")
    MEDIUM = 2, _("Medium risk")
    HIGH = 3, _("High risk")


class Outcome(models.TextChoices):
    """How a change ended."""

    SUCCESSFUL = "successful", _("Successful")
    WITH_PROBLEMS = "with_problems", _("Done, with problems")
    BACKED_OUT = "backed_out", _("Backed out")


class ConflictMark(models.TextChoices):
    """Whether something is in the way of a change in flight."""

    MET = "met", _("In conflict")


class WindowKind(models.TextChoices):
    """What a window is for."""

    MAINTENANCE = "maintenance", _("Maintenance window")
    FREEZE = "freeze", _("Change freeze")
    BUSINESS = "business", _("Busy time of the customer")


# What stands in the forward schedule.
KINDS = {**dict(ChangeType.choices), **dict(WindowKind.choices)}


class Reach(models.IntegerChoices):
    """Who notices it when the change fails."""

    NOBODY = 1, _("Nobody outside the team")
    SOME = 2, _("A part of the users")
    ALL = 3, _("The customer's business")


class Redundancy(models.IntegerChoices):
    """Whether another can take over."""

    PROVEN = 1, _("Redundant, and the switch-over is proven")
    UNPROVEN = 2, _("Redundant, not proven")
    NONE = 3, _("Not redundant")


class Experience(models.IntegerChoices):
    """How often such a change was done."""

    OFTEN = 1, _("Often, without fault")
    SOMETIMES = 2, _("Once or twice")
    NEVER = 3, _("Never before")


class WayBack(models.IntegerChoices):
    """How hard it is to back out."""

    TESTED = 1, _("Within minutes, tested")
    EFFORT = 2, _("Possible, with effort")
    HARD = 3, _("Hard, or only from a backup")


class Timing(models.IntegerChoices):
    """When it is done."""

    OUTSIDE = 1, _("Outside service hours")
    EDGE = 2, _("At the edge of service hours")
    INSIDE = 3, _("Within service hours")


# Questions by field, with the weight of their answers (1 to 3): 10 points at least, 30 at most.
WEIGHTS = {"risk_reach": 3, "risk_redundancy": 2, "risk_experience": 2, "risk_way_back": 2, "risk_timing": 1}

ACTIONS = (
    ("create", _("Create")), ("alter", _("Alter")), ("relate", _("Relate")), ("remove", _("Remove")),
)  # fmt: skip
# A row for each planned value; a row without one covers the item as a whole. New items have no number yet.
ITEMS = (
    Column("ci", _("Configuration item")),
    Column("action", _("Action"), "choice", choices=ACTIONS, required=True),
    Column("field", _("Field")),
    Column("value", _("Planned value")),
)
STEPS = (
    Column("step", _("Step"), required=True),
    Column("minutes", _("Minutes"), "number", required=True),
    Column("who", _("Who")),
    Column("done", _("Done"), "flag"),
)
TESTS = (
    Column("check", _("Test"), required=True),
    Column("expected", _("Expected"), required=True),
    Column("passed", _("Passed"), "flag"),
)
# The way back is walked as the way there.
WAY_BACK = STEPS
# Marks that are set while the plan is carried out; the rest of a row is what was authorised.
MARKS = frozenset({"done", "passed"})
PLANS = ("implementation_plan", "test_plan", "backout_plan")

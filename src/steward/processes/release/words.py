"""The words of release management: types, outcomes, and the tables of policy, plan and roll-out (manual 9.1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.sheet import Column
from steward.people.roles import ROLES
from steward.processes.release.roles import DECIDERS


class ReleaseType(models.TextChoices):
    """How much a release alters."""

    MAJOR = "major", _("Major release")
    MINOR = "minor", _("Minor release")
    PATCH = "patch", _("Patch")
    EMERGENCY = "emergency", _("Emergency release")


class Outcome(models.TextChoices):
    """How a release ended, as its sites say."""

    SUCCEEDED = "succeeded", _("Succeeded")
    PARTLY = "partly_backed_out", _("Partly backed out")
    FAILED = "failed", _("Failed")


class Rehearsed(models.TextChoices):
    """How a rehearsal ended."""

    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Not passed")


class Update(models.TextChoices):
    """Whether something was brought up to date after a release (9.1.7)."""

    DONE = "done", _("Updated")
    NOT_NEEDED = "not_needed", _("Not needed")


class Stage(models.TextChoices):
    """What a pipeline tells of."""

    BUILD = "build", _("Build")
    TEST = "test", _("Test run")
    DEPLOY = "deploy", _("Deployment")


class RunOutcome(models.TextChoices):
    """How a run of a pipeline ended."""

    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Not passed")


TEST, ROLL_OUT = "test", "roll_out"
STAGES = ((TEST, _("Test run")), (ROLL_OUT, _("Roll-out")))
AUTHORITY = (
    Column("stage", _("Stage"), "choice", choices=STAGES, required=True),
    Column("release_type", _("Type of release (empty: any)"), "choice", choices=tuple(ReleaseType.choices)),
    Column(
        "role", _("Who decides"), "choice", choices=tuple((role, ROLES[role].label) for role in DECIDERS), required=True
    ),
    Column("quorum", _("How many"), "number", required=True),
)

# What a release keeps of it for one of its gates.
LINES = AUTHORITY[2:]

DELIVERS, SOLVES, CARRIES = "delivers", "solves", "carries"
PARTS = (
    (DELIVERS, _("Delivers the change")), (SOLVES, _("Solves the problem")), (CARRIES, _("Leaves the known error")),
)  # fmt: skip
CONTENTS = (
    Column("item", _("Number"), required=True, names=("change", "problem")),
    Column("part", _("What of it"), "choice", choices=PARTS, required=True),
    Column("note", _("Note")),
)
RESULTS = (("passed", _("Passed")), ("accepted", _("Accepted with its fault")), ("failed", _("Not passed")))
TESTS = (
    Column("check", _("Test"), required=True),
    Column("expected", _("Expected"), required=True),
    Column("result", _("Result"), "choice", choices=RESULTS),
    Column("tester", _("Tested by"), names=("person",), free=True),
    Column("on", _("Day"), "day"),
    Column("note", _("Note")),
)
WAY_BACK = (
    Column("step", _("Step"), required=True),
    Column("minutes", _("Minutes"), "number", required=True),
    Column("who", _("Who"), names=("person",), free=True),
)
MEETINGS = (
    Column("on", _("Day"), "day", required=True),
    Column("about", _("Subject"), required=True),
    Column("who", _("Participants")),
)
STEPS = (*WAY_BACK, Column("done", _("Done"), "flag"))
CHECKS = (
    Column("check", _("Check"), required=True),
    Column("expected", _("Expected"), required=True),
    Column("passed", _("Passed"), "flag"),
)
# Marks that are set while a plan is carried out; the rest of a row is what was approved.
MARKS = frozenset({"done", "passed"})

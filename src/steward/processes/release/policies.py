"""Which policy is in force, what it demands of a version, and what must be true of a policy itself (manual 9.1.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from steward.kernel.intake.values import field_of
from steward.processes.release.models import ReleasePolicy
from steward.processes.release.words import ROLL_OUT, TEST

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

PARTS = (
    "frequency", "duties", "authority", "version_pattern", "identification", "grouping", "automation", "acceptance",
)  # fmt: skip
# More would let one text be read in too many ways.
MOST_WORDS = 2
SIGNS = {"#": r"\d+", "*": r"[^\W_]+"}


def in_force(project_id: int) -> ReleasePolicy | None:
    """The policy of a service project, None where it has none."""
    return ReleasePolicy.objects.filter(project_id=project_id, state="in_force").first()


def fits(version: str, pattern: str) -> bool:
    """Whether a version is named as a pattern demands: # a number, * letters and numbers, all else as it stands."""
    parts = (SIGNS.get(sign) or re.escape(sign) for sign in pattern)
    return re.fullmatch("".join(parts), version) is not None


def its_pattern_can_be_read(attempt: Attempt) -> Text | None:
    """Signs that stand for something are set apart, so that a version is read in one way alone."""
    pattern = attempt.value("version_pattern")
    if re.search(r"[#*]{2}", pattern) or pattern.count("*") > MOST_WORDS or pattern.count("#") > len(PARTS):
        return _("In the naming of versions a sign stands between # and *, and * at most twice: mail-#.#.#")
    return None


def its_authority_is_by_one_at_least(attempt: Attempt) -> Text | None:
    """A line that nobody needs to decide on is none."""
    if all(0 < row["quorum"] < 10 for row in attempt.value("authority")):  # noqa: PLR2004  as many as one digit says
        return None
    return _("In each line of authority one to nine people decide.")


def it_has_every_part(attempt: Attempt) -> Text | None:
    """The parts of 9.1.1, all of them."""
    missing = [name for name in PARTS if not attempt.value(name)]
    if not missing:
        return None
    labels = _(", ").join(str(field_of(attempt.process, name).verbose_name) for name in missing)
    return _("The policy lacks these parts: %(parts)s.") % {"parts": labels}


def it_says_who_authorises_what(attempt: Attempt) -> Text | None:
    """Tests and roll-outs of every type have somebody who decides."""
    anybody = {row["stage"] for row in attempt.value("authority") if not row.get("release_type")}
    if {TEST, ROLL_OUT} <= anybody:
        return None
    return _("State who decides on tests and who on roll-outs of any type: a line each without a type.")


def no_other_is_in_force(attempt: Attempt) -> Text | None:
    """One policy rules a project."""
    with connection.cursor() as cursor:
        # Two policies of a project that are approved at the same moment wait for each other here.
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('release_policy'), %s::integer)", [attempt.record.project_id]
        )
    other = in_force(attempt.record.project_id)
    if other is None or other.pk == attempt.record.pk:
        return None
    return _("%(number)s is in force in this service project. End it first.") % {"number": other.number}


def time_of_approval(attempt: Attempt) -> dict[str, Any]:
    """The moment of the move."""
    return {"approved_at": attempt.at}

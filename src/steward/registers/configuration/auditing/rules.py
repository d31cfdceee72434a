"""What must be true of an audit, and what follows from it (manual 8.1.9)."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from steward.registers.configuration.auditing import lines
from steward.registers.configuration.baseline_rules import branches
from steward.registers.configuration.models import MOST_LINES

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

SEED_LENGTH = 16
MOST_NAMED = 5
NO_SIZE = gettext_lazy("State the size of the sample, or choose the whole scope.")


def the_draw_is_made_known(attempt: Attempt) -> dict[str, Any]:
    """Moment, seed and scope by which the database draws the lines, and by which anybody may draw them again.

    Nobody chooses the seed: it follows from number and moment, which nobody chooses either.
    """
    rows = attempt.value("narrowed")
    return {
        "drawn_at": attempt.at,
        "seed": sha256(f"{attempt.record.number} {attempt.at.isoformat()}".encode()).hexdigest()[:SEED_LENGTH],
        "class_ids": branches(rows, "class"),
        "place_ids": branches(rows, "place"),
    }


def the_result_is_counted(attempt: Attempt) -> dict[str, Any]:
    """Lines checked and right, and their share in whole percent, rounded down: 100 is every line."""
    counts = lines.counts_of(attempt.record.pk)
    return {
        "lines_checked": counts.checked,
        "lines_right": counts.right,
        "accuracy": 100 * counts.right // counts.checked if counts.checked else None,
    }


def a_sample_has_its_size(attempt: Attempt) -> Text | None:
    """A sample says how many; the whole needs no number."""
    if not {"extent", "sample_size"} & attempt.values.keys() or attempt.value("extent") != "sample":
        return None
    return None if attempt.value("sample_size") else NO_SIZE


def its_sample_is_within_its_scope(attempt: Attempt) -> Text | None:
    """There is something to check, and not more is drawn than there is."""
    count = lines.count_scope(attempt)
    if not count:
        return _("Within this scope nothing is on hand to be checked: widen classes, places or service.")
    size = attempt.value("sample_size")
    if attempt.value("extent") == "sample" and not size:
        return NO_SIZE
    if attempt.value("extent") == "sample" and size > count:
        text = ngettext(
            "The sample is of %(size)d items, but the scope holds %(count)d. Make it smaller, or check everything.",
            "The sample is of %(size)d items, but the scope holds %(count)d. Make it smaller, or check everything.",
            count,
        )
        return text % {"size": size, "count": count}
    if attempt.value("extent") == "whole" and count > MOST_LINES:
        text = _("%(count)d items are more than one audit checks (%(most)d): narrow its scope, or draw a sample.")
        return text % {"count": count, "most": MOST_LINES}
    return None


def its_auditor_works_for_us(attempt: Attempt) -> Text | None:
    """Whoever checks is one of our people."""
    if attempt.values.get("auditor_id") is None or lines.is_ours(attempt.values["auditor_id"], attempt.actor):
        return None
    return _("The auditor is one of our own people.")


def nobody_audits_what_they_own(attempt: Attempt) -> Text | None:
    """An auditor is never the owner of items within the scope."""
    owned = lines.owned_in_scope(attempt, attempt.value("auditor_id"), MOST_NAMED + 1)
    if not owned:
        return None
    named = _(", ").join(owned[:MOST_NAMED]) + ("…" if len(owned) > MOST_NAMED else "")
    text = _("The auditor owns items within the scope (%(items)s). Nobody audits their own: choose somebody else.")
    return text % {"items": named}


def every_line_is_answered_for(attempt: Attempt) -> Text | None:
    """Each line was checked, or says why it was not."""
    left = lines.counts_of(attempt.record.pk).left
    if not left:
        return None
    text = ngettext(
        "%(count)d line is not checked yet: check it, or say why it can't be.",
        "%(count)d lines are not checked yet: check them, or say why they can't be.",
        left,
    )
    return text % {"count": left}


def something_was_checked(attempt: Attempt) -> Text | None:
    """An audit of which every line is excused has measured nothing."""
    counts = lines.counts_of(attempt.record.pk)
    if counts.checked or counts.left:
        return None
    return _("Every line is excused: nothing was checked. Cancel this audit and say why.")


def its_discrepancies_are_decided(attempt: Attempt) -> Text | None:
    """Each difference found is accepted under a change, settled or rejected."""
    undecided = lines.undecided_of(attempt.record.number, MOST_NAMED + 1)
    if not undecided:
        return None
    named = _(", ").join(undecided[:MOST_NAMED]) + ("…" if len(undecided) > MOST_NAMED else "")
    return _("Not decided yet: %(numbers)s. Accept each under a change, settle or reject it.") % {"numbers": named}

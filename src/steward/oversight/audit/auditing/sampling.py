"""A random sample of live records that anybody can draw again: by seed, over a set that is told (manual 2.1.10)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.catalogue import all_judges, all_processes
from steward.kernel.models import Record
from steward.kernel.refusal import Invalid
from steward.oversight.audit.scope import covered_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.process import Attempt


def kinds_of(numbers: Iterable[str]) -> dict[str, str]:
    """The kinds of records that the rules of these clauses read, each with the first clause that asks for it."""
    kinds = {process.model: process.kind for process in all_processes()}
    found: dict[str, str] = {}
    for number in numbers:
        for judge in all_judges():
            if number in (judge.clause, *judge.serves):
                for kind in (kinds[model] for model in judge.reads if model in kinds):
                    found.setdefault(kind, number)
    return found


def sample_drawn(attempt: Attempt) -> dict[str, Any]:
    """The records drawn, with the seed and the set they come from. Raises Invalid where there is nothing to draw."""
    clauses_by_kind = kinds_of(covered_by(row["clauses"] for row in attempt.value("plan")))
    seed = attempt.value("seed") or secrets.token_hex(8)
    rows = list(_set(attempt, clauses_by_kind).values_list("number", "kind")) if clauses_by_kind else []
    if not rows:
        raise Invalid({"sample_from": [_("No record that the rules of these clauses read was opened in this period.")]})
    chosen = drawn(rows, seed, attempt.value("sample_size") or 1)
    return {
        "seed": seed,
        "drawn_from": len(rows),
        "drawn_set": hashlib.sha256("\n".join(number for number, _kind in rows).encode()).hexdigest(),
        "drawn": [{"number": number, "kind": kind, "clause": clauses_by_kind[kind]} for number, kind in chosen],
    }


def drawn(rows: list[tuple[str, str]], seed: str, size: int) -> list[tuple[str, str]]:
    """So many of the rows, in their order; the same for the same seed and rows."""
    places = Random(seed).sample(range(len(rows)), min(size, len(rows)))  # noqa: S311  to be drawn again by others  # nosec B311
    return [rows[place] for place in sorted(places)]


def _set(attempt: Attempt, kinds: Iterable[str]) -> Any:
    """The records of these kinds that the auditor sees, opened in the period, by number of opening."""
    zone = ZoneInfo(attempt.actor.zone)
    found = Record.objects.filter(policy.visible_to(attempt.actor), kind__any_of=frozenset(kinds))
    if first := attempt.value("sample_from"):
        found = found.filter(opened_at__gte=datetime.combine(first, time(), zone))
    if last := attempt.value("sample_until"):
        found = found.filter(opened_at__lt=datetime.combine(last + timedelta(days=1), time(), zone))
    return found.order_by("pk")

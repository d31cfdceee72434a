"""Keeps the projection of each clock: started with the record, folded again after every act that may touch it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.expressions import RawSQL

from steward.kernel import writing
from steward.kernel.agreed import terms_of
from steward.kernel.clock_results import ClockState, Verdict
from steward.kernel.clock_terms import ClockRule, FactKind
from steward.kernel.clocks import fold
from steward.kernel.facts import facts_of, facts_of_entry
from steward.kernel.models import Audience, ClockRun, Record
from steward.people.context import now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from steward.kernel.agreed import Agreed
    from steward.kernel.clock_results import ClockResult
    from steward.kernel.clock_terms import Fact
    from steward.kernel.process import Clock, Process
    from steward.kernel.writing import Entry

CLOCK_VERBS = frozenset({"opened", "moved", "amended", "replied"})
ENDED = frozenset({ClockState.MET, ClockState.BREACHED, ClockState.STOPPED})
_SHOWN = {ClockState.OUT_OF_HOURS: ClockState.RUNNING}


def rule_of(process: Process, clock: Clock) -> ClockRule:
    """The arithmetic's rule from the declaration: waiting states pause, each for whom it waits."""
    pauses = {s.name: s.waits_for for s in process.states if s.waits_for and s.name in clock.runs}
    on = frozenset({FactKind.PUBLIC_REPLY, FactKind.ASSIGNED}) if clock.met_by == "response" else frozenset()
    if clock.repeats:
        on = frozenset({FactKind.PUBLIC_REPLY})
    return ClockRule(
        name=clock.name,
        runs_in=frozenset(clock.runs) - set(pauses),
        pauses_in=pauses,
        stops_in=frozenset(clock.stops),
        stops_on=on,
        repeating=clock.repeats,
    )


@dataclass(slots=True)
class Standing:
    """A clock with how it stands."""

    run: ClockRun
    result: ClockResult


def start(process: Process, entry: Entry, agreed: Agreed) -> list[Standing]:
    """The clocks of a record about to be opened by `entry`, under the terms agreed for it."""
    facts = facts_of_entry(entry)
    started = []
    for clock in process.clocks:
        kept = agreed.as_json(clock.name)
        if not kept["targets"]:
            continue
        result = fold(rule_of(process, clock), terms_of(kept, agreed.calendar_edition), facts, now=entry.at)
        run = ClockRun(name=clock.name, agreed=bool(agreed.number), terms=kept, started_at=entry.at)
        project(run, result)
        started.append(Standing(run, result))
    return started


def lived(process: Process, record: Record, entries: Sequence[Entry], agreed: Agreed) -> list[ClockRun]:
    """The clocks of a record whose whole history is told at once, as they stand now."""
    facts = [fact for entry in entries for fact in facts_of_entry(entry)]
    runs = []
    for clock in process.clocks:
        kept = agreed.as_json(clock.name)
        if not kept["targets"]:
            continue
        result = fold(rule_of(process, clock), terms_of(kept, agreed.calendar_edition), facts, now=now())
        run = ClockRun(
            record_id=record.pk,
            name=clock.name,
            agreed=bool(agreed.number),
            terms=kept,
            started_at=record.opened_at,
        )
        project(run, result)
        runs.append(run)
    return runs


def due_at(standings: Sequence[Standing]) -> datetime | None:
    """When a record is due: by its live clocks, the earliest; None while all wait or none runs."""
    live = [s.result.due_at for s in standings if s.run.state == ClockRun.State.RUNNING and s.result.due_at]
    return min(live, default=None)


def keep(record: Record, standings: Sequence[Standing]) -> None:
    """Writes the clocks of a record just opened."""
    for standing in standings:
        standing.run.record_id = record.pk
    ClockRun.objects.bulk_create([standing.run for standing in standings])


def standings_of(
    process: Process, record_id: int, now: datetime, facts: Sequence[Fact] | None = None
) -> list[Standing]:
    """How each clock of a record stands at `now`."""
    runs = runs_of(record_id)
    if not runs:
        return []
    known = facts if facts is not None else facts_of([record_id])[record_id]
    return [Standing(run, result_of(process, run, known, now, run.newest)) for run in runs]  # type: ignore[attr-defined]  # annotated


def is_late(record: Record, name: str, at: datetime) -> bool:
    """Whether an agreed clock of the record has passed its target at that time, whatever came of it."""
    missed = Q(breached_at__isnull=False) | Q(state=ClockRun.State.RUNNING, due_at__lt=at)
    return ClockRun.objects.filter(missed, record_id=record.pk, name=name, agreed=True).exists()


def runs_of(record_id: int) -> list[ClockRun]:
    """The clocks of a record, each with the id of its calendar's newest edition as `newest`."""
    newest = RawSQL(
        "(select max(e.id) from kernel_calendaredition e where e.calendar_id = (terms ->> 'calendar')::bigint)",
        [],
    )
    return list(ClockRun.objects.filter(record_id=record_id).annotate(newest=newest).order_by("id"))


def result_of(process: Process, run: ClockRun, facts: Sequence[Fact], now: datetime, newest: int) -> ClockResult:
    """How one clock stands; `newest` is the id of its calendar's newest edition."""
    clock = next(clock for clock in process.clocks if clock.name == run.name)
    frozen = Verdict.from_json(run.result) if run.result else None
    terms = terms_of(run.terms, newest)
    return fold(rule_of(process, clock), terms, facts, now=now, frozen=frozen)


def project(run: ClockRun, result: ClockResult) -> bool:
    """Copies a result into its row; whether a stop has just written a verdict."""
    run.state = str(_SHOWN.get(result.state, result.state))
    run.target_seconds, run.elapsed_seconds = result.target, result.elapsed
    run.due_at = None if result.due_if_resumed else result.due_at
    run.next_at, run.breached_at = result.wakes_at, result.breached_at
    run.warned_share = max((w.share for w in result.warnings if w.passed), default=0)
    verdict = result.verdict().as_json() if result.state in ENDED else None
    is_new = verdict is not None and verdict != run.result
    run.result = verdict or run.result
    return is_new


_COLUMNS = (
    "state", "target_seconds", "elapsed_seconds", "due_at", "next_at", "breached_at", "warned_share", "result",
)  # fmt: skip


def settle(process: Process, record: Record, entry: Entry) -> None:
    """Folds the clocks again after an act, writes what changed and each new verdict to the timeline."""
    if not process.clocks or entry.verb not in CLOCK_VERBS:
        return
    standings = standings_of(process, record.pk, entry.at)
    fresh = [standing for standing in standings if _overtake(standing, entry.at)]
    if standings:
        ClockRun.objects.bulk_update([standing.run for standing in standings], _COLUMNS)
    for standing in fresh:
        _tell_verdict(process, record, entry, standing.run)
    due = due_at(standings)
    if due != record.due_at:
        Record.objects.filter(pk=record.pk).update(due_at=due)
        record.due_at = due


def _overtake(standing: Standing, at: datetime) -> bool:
    """Projects a result; a level reached and not fired yet stays due for the clock loop, whatever the act did."""
    run, result = standing.run, standing.result
    owed = run.next_at is not None and run.next_at <= at
    warned, breached = run.warned_share, run.breached_at
    is_new = project(run, result)
    # A new priority may have reached levels that nobody waited for.
    if owed or run.warned_share > warned or (run.breached_at and not breached):
        run.next_at = at
    return is_new


def _tell_verdict(process: Process, record: Record, entry: Entry, run: ClockRun) -> None:
    verdict = writing.Entry(
        "clock",
        entry.actor,
        entry.at,
        Audience.CUSTOMER if run.agreed else entry.reach,
        from_state=record.state,
        to_state=record.state,
        changes={"clock": [None, run.name], "verdict": [None, run.result]},
    )
    writing.append(process, record, verdict)

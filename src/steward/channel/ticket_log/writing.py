"""Histories into the house: what is new of each ticket, by the kernel's pen for batches, all or nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext

from steward.channel.ticket_log.history import Imprint, Standing, imprint, new_moves, standing
from steward.channel.ticket_log.nouns import Nouns, customer_of, project_of
from steward.channel.ticket_log.sentences import sentence as _
from steward.channel.ticket_log.tied import Named, bring_together
from steward.kernel.history import Past, PastEntry, record_history
from steward.kernel.models import Record
from steward.kernel.refusal import Refused
from steward.people.actor import actor_of
from steward.people.context import acting
from steward.people.models import Party, User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from steward.channel.ticket_log.history import CaseHistory, HistoryMove
    from steward.channel.ticket_log.mapping import Mapping
    from steward.channel.ticket_log.tally import Tally
    from steward.kernel.process import Process
    from steward.people.actor import Actor

ACCOUNT = "import"
BATCH = 1_000
# What the kernel keeps in columns of its own; other stated facts go to `facts`.
STATED_COLUMNS = ("sla_met", "reopened", "reassigned")
# Where a field of the record is called otherwise than the mapping's.
FIELD_OF = {"assignee": "owner"}
RESOLVED, ENDED = "resolved", frozenset({"resolved", "closed", "cancelled"})


@dataclass(slots=True)
class Outcome:
    """What an import did: tickets by their standing, entries of the timeline, records only named (by kind), ties."""

    tickets: Counter[Standing] = field(default_factory=Counter)
    entries: int = 0
    named: Counter[str] = field(default_factory=Counter)
    ties: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """A record that an earlier import made."""

    record_id: int
    state: str
    imprint: Imprint


def importing_actor() -> Actor:
    """The account that imports write as. Raises Refused where there is no company of our own yet."""
    if not Party.objects.filter(is_own=True).exists():
        raise Refused([gettext("There is no company of our own yet. Set it up first, or load the demo company.")])
    user, _is_new = User.objects.get_or_create(
        username=ACCOUNT, defaults={"kind": User.Kind.INTEGRATION, "password": "!"}
    )
    actor = actor_of(user.pk)
    if actor is None:
        raise Refused([gettext("The account “%(name)s” is not active.") % {"name": ACCOUNT}])
    return actor


def write(
    process: Process,
    mapping: Mapping,
    histories: Iterable[CaseHistory],
    tally: Tally,
    *,
    dry_run: bool = False,
    progress: Callable[[], None] = lambda: None,
) -> Outcome:
    """Write what is new of these histories in one transaction; a dry run does the same and takes it back.

    Whoever calls is logged in to the database as the system. Raises Refused, and whatever reading raises.
    """
    outcome = Outcome()
    with transaction.atomic():
        actor = importing_actor()
        with acting(actor):
            customer = customer_of(mapping.customer)
            project = project_of(mapping, customer)
            if actor.own_party_id is None or project.customer_id != customer.pk:
                raise Refused([gettext("The project of the mapping belongs to another customer.")])
            place = {"customer_id": customer.pk, "project_id": project.pk, "supplier_id": actor.own_party_id}
            nouns = Nouns(mapping.source, process.kind, actor.own_party_id, customer.pk)
            writer = _Writer(actor, mapping.source, place, nouns, outcome, tally)
            record_history(process, actor=actor, pasts=writer.pasts(histories, progress))
            outcome.named, outcome.ties = bring_together(writer.named, mapping.source, place, actor)
        if dry_run:
            transaction.set_rollback(True)
    return outcome


class _Writer:
    """Turns histories into pasts, batch by batch, leaving out what is there already."""

    def __init__(
        self,
        actor: Actor,
        source: str,
        place: dict[str, int],
        nouns: Nouns,
        outcome: Outcome,
        tally: Tally,
    ) -> None:
        self.actor = actor
        self.source = source
        self.place = place
        self.nouns = nouns
        self.outcome = outcome
        self.tally = tally
        self.named = Named()

    def pasts(self, histories: Iterable[CaseHistory], progress: Callable[[], None]) -> Iterator[Past]:
        stream = iter(histories)
        while batch := list(islice(stream, BATCH)):
            known = self._known([history.number for history in batch])
            self.nouns.learn(batch)
            for history in batch:
                past = self._past(history, known.get(history.number))
                if past is not None:
                    self.outcome.entries += len(past.entries)
                    yield past
            progress()

    def _known(self, numbers: list[str]) -> dict[str, Known]:
        rows = Record.objects.filter(source=self.source, external_number__in=numbers).values_list(
            "external_number", "pk", "state", "stated__events", "stated__last_key"
        )
        return {
            str(number): Known(pk, state, _imprint_of(events or 0, last_key or ""))
            for number, pk, state, events, last_key in rows
        }

    def _past(self, history: CaseHistory, known: Known | None) -> Past | None:
        stands = standing(history, known.imprint if known else None)
        self.outcome.tickets[stands] += 1
        if stands not in {Standing.SHORTER, Standing.DIFFERENT}:
            self.named.take(history)
        if stands is Standing.DIFFERENT:
            reason = _("The source now tells its past otherwise than at the last import; it was left as it is.")
            self.tally.warn(history.line, history.number, reason)
        if known is None:
            values = {**self.place, **self._values(history), "opened_at": history.opened_at}
            values |= {"source": self.source, "external_number": history.number}
            return Past(values, self._entries(history.moves, None), _stated(history))
        if stands in {Standing.SAME, Standing.SHORTER, Standing.DIFFERENT}:
            return None
        entries = self._entries(new_moves(history, known.imprint), known.state)
        return Past(self._values(history), entries, _stated(history), known.record_id)

    def _values(self, history: CaseHistory) -> dict[str, Any]:
        said, nouns = history.values, self.nouns
        final = history.state in ENDED - {RESOLVED}
        return {
            "state": history.state,
            "updated_at": history.updated_at,
            "closed_at": (said.get("closed_at") or _last_time(history, history.state)) if final else None,
            "title": said["title"],
            "priority": said.get("priority"),
            "impact": said.get("impact"),
            "urgency": said.get("urgency"),
            "team_id": nouns.teams.get(str(said.get("team"))),
            "owner_id": nouns.persons.get((nouns.own_party_id, str(said.get("assignee")))),
            "requester_id": nouns.persons.get((nouns.customer_id, str(said.get("requester")))),
            "category_id": nouns.categories.get(said.get("category") or ()),  # type: ignore[arg-type]  # a path or None
            "channel": said.get("channel"),
            "closure_code": said.get("closure_code"),
            "description": said.get("description") or "",
            "resolution": said.get("resolution") or "",
            "tags": list(said.get("tags") or ()),  # type: ignore[arg-type]  # a tuple or None
            "resolved_at": _last_time(history, RESOLVED) if history.state in ENDED else None,
            "reopened": sum(move.from_state in ENDED and move.to_state not in ENDED for move in history.moves),
            "reassigned": sum("team" in move.changes and move.changes["team"][0] is not None for move in history.moves),
        }

    def _entries(self, moves: Iterable[HistoryMove], state: str | None) -> list[PastEntry]:
        entries = []
        for move in moves:
            before = move.from_state if state is None else state
            if move.current and before == move.to_state:
                continue
            state = move.to_state
            entries.append(self._entry(move, before or ""))
        return entries

    def _entry(self, move: HistoryMove, before: str) -> PastEntry:
        changes: dict[str, Any] = {FIELD_OF.get(name, name): list(pair) for name, pair in move.changes.items()}
        if move.actor:
            changes["by"] = [None, move.actor]
        if not move.timed:
            changes["time"] = [None, "not stated"]
        return PastEntry("imported", self.actor.id, move.at, from_state=before, to_state=move.to_state, changes=changes)


def _imprint_of(events: int, last_key: str) -> Imprint:
    digest, _colon, content = last_key.partition(":")
    return Imprint(events, bytes.fromhex(digest), bytes.fromhex(content))


def _last_time(history: CaseHistory, state: str) -> object:
    """When the timeline last reached a state, None where no time is stated for it."""
    times = [m.at for m in history.moves if m.to_state == state and m.from_state != state and m.timed]
    return times[-1] if times else None


def _stated(history: CaseHistory) -> dict[str, Any]:
    kept = imprint(history)
    facts: dict[str, object] = {
        name: value for name, value in history.stated.items() if name not in STATED_COLUMNS and value is not None
    }
    if history.values.get("closed_at"):
        facts["closed_at"] = history.values["closed_at"]
    return {
        "resolved_at": history.values.get("resolved_at"),
        **{name: history.stated.get(name) for name in STATED_COLUMNS},
        "facts": facts,
        "events": kept.events,
        "last_key": f"{kept.digest.hex()}:{kept.content.hex()}",
    }

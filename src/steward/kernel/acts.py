"""The pen: nothing else writes a record. Each act is one transaction, one timeline entry, its jobs with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from steward.kernel import clockwork, effects, gates, placing, policy, writing
from steward.kernel.intake import clean_text, read_values
from steward.kernel.models import Audience, Decision, Link, Record, Watch
from steward.kernel.process import Attempt
from steward.kernel.refusal import Invalid, Refused, Stale, Unknown
from steward.kernel.sheet import SheetField, difference
from steward.people.context import now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steward.kernel.process import Move, Process
    from steward.people.actor import Actor

MOST_TEXT = 20_000
MOST_MINUTES = 100_000


def _stop(reasons: list[Any]) -> None:
    if reasons:
        raise Refused(reasons)


def fetch(process: Process, number: str, actor: Actor) -> Record:
    """The record as it stands. Raises Unknown where this actor sees none of that number."""
    found = process.model.objects.filter(policy.visible_to(actor, process), number=number).first()
    if found is None:
        raise Unknown([_("There is no %(kind)s “%(number)s”.") % {"kind": process.label, "number": number[:60]}])
    return found


def lock(process: Process, number: str, actor: Actor, version: int | None) -> Record:
    """The record, its base row locked for this transaction. Raises Unknown, or Stale for another version."""
    seen = process.model.objects.filter(policy.visible_to(actor, process), number=number)
    found = seen.select_for_update(of=("record",)).first()
    if found is None:
        raise Unknown([_("There is no %(kind)s “%(number)s”.") % {"kind": process.label, "number": number[:60]}])
    if version is not None and version != found.version:
        raise Stale(
            [
                _("Somebody has changed %(number)s since you opened it. Look at both and save again.")
                % {"number": found.number}
            ],
            found.version,
        )
    return found


def _derived(process: Process, record: Record, actor: Actor, values: dict[str, Any], move: Move | None) -> Attempt:
    """The attempt with everything that follows from it filled in, step by step."""
    attempt = Attempt(process, record, actor, dict(values), now())
    for derive in (*process.derives, *(move.derives if move else ())):
        attempt.values.update(derive(attempt))
    return attempt


def _changes(record: Record, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Old and new of what really changes, as JSON."""
    pairs = ((name, getattr(record, name), new) for name, new in values.items())
    return {name: _told(record, name, old, new) for name, old, new in pairs if old != new}


def _told(record: Record, name: str, old: Any, new: Any) -> list[Any]:
    """Old and new value; of a sheet the rows that differ."""
    if isinstance(record._meta.get_field(name), SheetField) and isinstance(old, list):  # noqa: SLF001  Django's documented interface
        return list(difference(old, new))
    return [_plain(old), _plain(new)]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


@transaction.atomic
def open_record(process: Process, *, actor: Actor, raw: Mapping[str, object]) -> Record:
    """Opens a record from values given by field name. Raises Invalid or Refused with every reason."""
    allowed = placing.settable(process, actor)
    values, found = read_values(process, raw, allowed, actor)
    _stop(policy.why_not_open(process, actor, None))
    project = placing.place(process, actor, values, found)
    _stop(policy.why_not_open(process, actor, values["project_id"]))
    missing = [name for name in process.required if values.get(name, values.get(f"{name}_id")) in (None, "", [])]
    if missing:
        raise Invalid({name: [_("This is needed.")] for name in missing})
    blank = process.model(kind=process.kind, state=process.first.name, author_id=actor.id, **values)
    blank.project = project
    attempt = _derived(process, blank, actor, values, None)
    _stop([answer for answer in (rule(attempt) for rule in process.rules) if answer])
    values = {**_initial(blank), **placing.defaults(process, actor, attempt.at), **attempt.values}
    entry = writing.Entry(
        "opened",
        actor,
        attempt.at,
        _reach_of_moves(process),
        to_state=process.first.name,
        changes={name: [None, _plain(value)] for name, value in attempt.values.items() if value not in (None, "", [])},
        words=_words(values),
    )
    agreed = process.terms(blank, attempt.at) if process.terms else None
    clocks = clockwork.start(process, entry, agreed) if agreed else []
    values["due_at"] = clockwork.due_at(clocks)
    record, entry_id = writing.insert(process, values, entry)
    clockwork.keep(record, clocks)
    effects.follow(process.notices, entry_id)
    return record


def _initial(blank: Record) -> dict[str, Any]:
    """The defaults of the chapter's own columns."""
    columns = [f for f in blank._meta.local_fields if not f.primary_key]  # noqa: SLF001  Django's documented interface
    return {column.attname: getattr(blank, column.attname) for column in columns}


@transaction.atomic
def amend(process: Process, number: str, *, actor: Actor, raw: Mapping[str, object], version: int | None) -> Record:
    """Changes fields. Raises Unknown, Stale, Invalid or Refused with every reason."""
    record = lock(process, number, actor, version)
    _stop(policy.why_not_amend(process, record, actor, raw))
    allowed = (*process.fields, "tags") if actor.is_provider else process.contact_fields
    values, found = read_values(process, raw, allowed, actor)
    placing.name_ourselves(actor, values)
    placing.check_relations(process, record, found, actor)
    attempt = _derived(process, record, actor, values, None)
    _stop([answer for answer in (rule(attempt) for rule in process.rules) if answer])
    missing = [name for name in process.required if name in raw and attempt.value(name) in (None, "", [])]
    if missing:
        raise Invalid({name: [_("This is needed.")] for name in missing})
    changes = _changes(record, attempt.values)
    if changes:
        entry = writing.Entry(
            "amended",
            actor,
            attempt.at,
            _reach_of_changes(process, changes),
            from_state=record.state,
            to_state=record.state,
            changes=changes,
            words=_words({name: pair[1] for name, pair in changes.items()}),
        )
        writing.update(process, record, {name: attempt.values[name] for name in changes}, entry)
        clockwork.settle(process, record, entry)
    return record


@transaction.atomic
def move(
    process: Process,
    number: str,
    name: str,
    *,
    actor: Actor,
    raw: Mapping[str, object],
    version: int | None,
) -> Record:
    """Makes a move with the answers to its questions. Raises Unknown, Stale, Invalid or Refused."""
    record = lock(process, number, actor, version)
    chosen = _move_named(process, name)
    _stop(policy.why_not_move(chosen, Attempt(process, record, actor, {}, now())))
    if chosen.gate:
        raise Refused([_("“%(move)s” is a decision: approve or reject it.") % {"move": chosen.label}])
    values, found = read_values(process, raw, (*chosen.asks, *chosen.offers), actor)
    placing.name_ourselves(actor, values)
    placing.check_relations(process, record, found, actor)
    _carry_out(process, record, chosen, actor, values)
    return record


def _move_named(process: Process, name: str) -> Move:
    try:
        return process.move(name)
    except KeyError:
        raise Unknown([_("There is no move “%(move)s” here.") % {"move": name[:60]}]) from None


def _carry_out(process: Process, record: Record, chosen: Move, actor: Actor, values: dict[str, Any]) -> None:
    attempt = _derived(process, record, actor, values, chosen)
    _stop(policy.why_not_as_answered(chosen, attempt))
    target = process.state(chosen.target)
    written = {**attempt.values, "state": target.name, "is_open": not target.final}
    written["closed_at"] = attempt.at if target.final else None
    changes = _changes(record, attempt.values)
    entry = writing.Entry(
        "moved",
        actor,
        attempt.at,
        _reach_of_moves(process),
        move=chosen.name,
        from_state=record.state,
        to_state=target.name,
        changes=changes,
        words=_words({name: pair[1] for name, pair in changes.items()}),
        proves=chosen.proves,
    )
    entry_id = writing.update(process, record, written, entry)
    clockwork.settle(process, record, entry)
    effects.follow(chosen.notices, entry_id)
    for follow in chosen.then:
        follow(attempt)


def _said(name: str, raw: str) -> str:
    text = clean_text(raw).strip()
    if len(text) > MOST_TEXT:
        raise Invalid({name: [_("At most %(most)d characters.") % {"most": MOST_TEXT}]})
    return text


@transaction.atomic
def comment(
    process: Process,
    number: str,
    *,
    actor: Actor,
    body: str,
    reach: int | None = None,
    minutes: int | None = None,
) -> int:
    """Writes a reply or note to the timeline, with effort in minutes where told; answers the entry's id."""
    record = lock(process, number, actor, None)
    _stop(policy.why_not_reply(process, record, actor))
    text = _said("body", body)
    if not text:
        raise Invalid({"body": [_("Write something first; an empty reply is not kept.")]})
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise Invalid({"minutes": [_("Minutes are a whole number, 0 to %(most)d.") % {"most": MOST_MINUTES}]})
    to = placing.reach_for(actor, reach)
    entry = writing.Entry(
        "replied" if actor.is_provider and to == Audience.CUSTOMER else "commented",
        actor,
        now(),
        to,
        from_state=record.state,
        to_state=record.state,
        body=text,
        minutes=minutes,
        words=text,
    )
    entry_id = writing.update(process, record, {}, entry)
    clockwork.settle(process, record, entry)
    effects.follow(effects.REPLIED if to == Audience.CUSTOMER else (), entry_id)
    return entry_id


@transaction.atomic
def decide(
    process: Process,
    number: str,
    name: str,
    *,
    actor: Actor,
    verdict: str,
    remark: str = "",
    version: int | None,
) -> Record:
    """Decides at the gate of a move; the decision that completes the quorum makes the move. One each a round."""
    record = lock(process, number, actor, version)
    chosen = _move_named(process, name)
    if chosen.gate is None:
        raise Refused([_("“%(move)s” needs no decision.") % {"move": chosen.label}])
    reasons = policy.why_not_move(chosen, Attempt(process, record, actor, {}, now()))
    if record.author_id == actor.id:
        reasons.append(_("Nobody decides on what they drew up themselves."))
    if verdict not in Decision.Verdict.values:
        reasons.append(_("A decision is “approved” or “rejected”."))
    text = _said("remark", remark)
    if verdict == Decision.Verdict.REJECTED and not text:
        reasons.append(_("Say why you reject it."))
    stands = gates.standing(record, chosen)
    _stop([*reasons, *stands.why_not(actor)])
    line = stands.line_for(actor)
    _record_decision(process, record, chosen, (line.name, stands.round), actor, verdict, text)
    if verdict == Decision.Verdict.REJECTED:
        _carry_out(process, record, process.move(chosen.gate.rejection), actor, {})
    elif stands.is_complete_with(line):
        _carry_out(process, record, chosen, actor, {})
    return record


def _record_decision(
    process: Process, record: Record, chosen: Move, place: tuple[str, int], actor: Actor, verdict: str, remark: str
) -> None:
    line, turn = place
    Decision.objects.create(
        record_id=record.pk,
        gate=line,
        round=turn,
        person_id=actor.person_id or 0,
        verdict=verdict,
        comment=remark,
        decided_at=now(),
    )
    entry = writing.Entry(
        "decided",
        actor,
        now(),
        placing.reach_for(actor, Audience.INTERNAL),
        move=chosen.name,
        from_state=record.state,
        to_state=record.state,
        body=remark,
        changes={"verdict": [None, verdict]},
    )
    writing.update(process, record, {}, entry)


@transaction.atomic
def tell(process: Process, number: str, *, actor: Actor, template: str, body: str) -> None:
    """Writes what the system found by itself to the timeline, and tells whom the process names for the template."""
    record = lock(process, number, actor, None)
    _stop(policy.why_not_hold(("system",), actor))
    entry = writing.Entry(
        "told",
        actor,
        now(),
        Audience.INTERNAL,
        from_state=record.state,
        to_state=record.state,
        body=_said("body", body),
        changes={"level": [None, template]},
    )
    entry_id = writing.update(process, record, {}, entry)
    effects.follow(effects.notices_of(process, "told", "", template), entry_id)


@transaction.atomic
def link(process: Process, number: str, *, actor: Actor, relation: str, target: str) -> None:
    """Links the record to another that the actor sees. Raises Unknown, Invalid or Refused."""
    record = lock(process, number, actor, None)
    _stop(policy.why_not_reply(process, record, actor))
    other = Record.objects.filter(policy.visible_to(actor), number=clean_text(target).strip()).first()
    faults = {}
    if other is None:
        faults["target"] = [_("There is no record “%(number)s”.") % {"number": clean_text(target)[:60]}]
    elif other.pk == record.pk:
        faults["target"] = [_("A record can't be linked to itself.")]
    if relation not in process.links:
        faults["relation"] = [_("Choose one of the relations offered.")]
    if faults or other is None:
        raise Invalid(faults)
    _made, is_new = Link.objects.get_or_create(
        source_id=record.pk, target_id=other.pk, relation=relation, defaults={"made_at": now()}
    )
    if is_new:
        entry = writing.Entry(
            "linked",
            actor,
            now(),
            placing.reach_for(actor, Audience.INTERNAL),
            from_state=record.state,
            to_state=record.state,
            # By id: the reader is told the number only where he sees that record too.
            changes={relation: [None, other.pk]},
        )
        writing.update(process, record, {}, entry)


@transaction.atomic
def watch(process: Process, number: str, *, actor: Actor, on: bool) -> None:
    """Begins or ends watching; a preference of the reader, so the timeline does not tell of it."""
    record = fetch(process, number, actor)
    if on:
        Watch.objects.get_or_create(record_id=record.pk, user_id=actor.id)
    else:
        Watch.objects.filter(record_id=record.pk, user_id=actor.id).delete()


def toggle_watch(process: Process, number: str, *, actor: Actor) -> None:
    """Begins watching, or ends it where the actor watches already."""
    watched = Watch.objects.filter(record__number=number, user_id=actor.id).exists()
    watch(process, number, actor=actor, on=not watched)


def _words(values: Mapping[str, Any]) -> str:
    """What search shall find: every text among the values."""
    return "\n".join(str(value) for name, value in values.items() if isinstance(value, str) and name not in _NOT_WORDS)


_NOT_WORDS = frozenset({"kind", "state", "restriction", "channel", "confirmation"})


def _reach_of_changes(process: Process, changes: Mapping[str, Any]) -> int:
    """Customers see changes of the fields that they may see; the rest is internal."""
    shown = all(name.removesuffix("_id") in process.contact_sees for name in changes)
    return _reach_of_moves(process) if shown else Audience.INTERNAL


def _reach_of_moves(process: Process) -> int:
    """Those who see the record see its moves."""
    return max(process.audience, Audience.CUSTOMER)

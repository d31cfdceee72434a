"""Each filter of a list read by the type of its field; keys of relations are looked up together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.intake.relations import PLACES
from steward.kernel.intake.values import field_of
from steward.kernel.models import Category, Tagged
from steward.kernel.outcomes import breached_between, outcome_is
from steward.kernel.ties import TIED, TIED_TO
from steward.people.context import now
from steward.people.models import Person, Team
from steward.surface.spans import read_span

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from steward.kernel.process import Process
    from steward.people.actor import Actor

NONE, ME, MINE, OPEN, ALL, OVERDUE = "none", "me", "mine", "open", "all", "overdue"
SOON, SOON_IS = "soon", timedelta(hours=4)
# So many hits of a search, the newest, are narrowed further.
MOST_HITS = 1_000
NOTHING = Q(pk__in=[])


class Reading:
    """The values of one address while they are read: condition so far, faults by name, keys to look up."""

    def __init__(self, process: Process, actor: Actor) -> None:
        """Begins with what the actor sees of the process."""
        self.process, self.actor = process, actor
        self.faults: dict[str, list[str]] = {}
        self.where = Q(kind=process.kind) & policy.visible_to(actor, process)
        self.openness: bool | None = None
        # Whether a search had more hits than are looked at.
        self.cut = False
        # Numbers of records to one of which the record is to be tied.
        self.tied: list[str] = []
        self.wanted: dict[str, tuple[models.ForeignKey[Any, Any], list[str], Q]] = {}

    def fault(self, name: str, sentence: str) -> None:
        """Keeps a sentence against a name."""
        self.faults.setdefault(name, []).append(sentence)

    def unknown(self, name: str, value: str, choices: Collection[object] = ()) -> None:
        """Refuses a value, naming the choices where they are few."""
        self.fault(name, _("“%(value)s” is no value of this filter.") % {"value": value[:60]})
        if choices:
            self.fault(name, _("Choose from: %(choices)s.") % {"choices": ", ".join(map(str, choices))})


def any_of(column: str, members: Collection[Any], *, or_null: bool = False) -> Q:
    """Equality for a single member, which keeps an index's order; `or_null` also where nothing stands."""
    found = NOTHING
    if len(members) == 1:
        found = Q(**{column: next(iter(members))})
    elif members:
        found = Q(**{f"{column}__any_of": frozenset(members)})
    if not or_null:
        return found
    empty = Q(**{f"{column}__isnull": True})
    return found | empty if members else empty


def read_filter(reading: Reading, name: str, given: list[str]) -> None:
    """Adds one filter to the condition."""
    if name == "state":
        _read_states(reading, given)
    elif name == "tags":
        _read_tags(reading, given)
    elif name == "sla":
        _read_outcomes(reading, given)
    elif name == TIED.name:
        reading.tied = [number.upper() for number in given]
    else:
        _read_column(reading, name, given)


def _read_column(reading: Reading, name: str, given: list[str]) -> None:
    column = field_of(reading.process, name)
    if isinstance(column, models.ForeignKey):
        _read_relation(reading, column, given)
    elif isinstance(column, models.DateTimeField):
        _read_times(reading, name, given)
    elif isinstance(column, models.DateField):
        _read_days(reading, name, given)
    elif isinstance(column, models.BooleanField):
        _read_choices(reading, column, given, {"true": True, "false": False})
    elif column.choices:
        _read_choices(reading, column, given, {str(value): value for value, _label in column.flatchoices})
    elif isinstance(column, models.IntegerField):
        _read_choices(reading, column, given, {str(value): value for value in range(1, 5)})
    else:
        chosen = [value for value in given if value != NONE]
        reading.where &= any_of(name, chosen, or_null=NONE in given)


def _read_states(reading: Reading, given: list[str]) -> None:
    states = {state.name: state for state in reading.process.states}
    for value in given:
        if value not in states and value not in (OPEN, ALL):
            reading.unknown("state", value, (*states, OPEN, ALL))
    if reading.faults.get("state") or ALL in given:
        return
    chosen = {value for value in given if value in states}
    if OPEN in given:
        chosen |= {name for name, state in states.items() if not state.final}
    opennesses = {not states[name].final for name in chosen}
    if len(opennesses) == 1:
        reading.openness = opennesses.pop()
        reading.where &= Q(is_open=reading.openness)
    if given != [OPEN]:
        reading.where &= any_of("state", chosen)


def _read_tags(reading: Reading, given: list[str]) -> None:
    """All the tags."""
    for tag in given:
        reading.where &= Q(Exists(Tagged.objects.filter(record_id=OuterRef("pk"), tag=tag)))


def _read_outcomes(reading: Reading, given: list[str]) -> None:
    words = [str(value) for value, _label in field_of(reading.process, "sla").flatchoices]
    found = NOTHING
    for value in given:
        if value in words:
            found |= outcome_is(value)
        else:
            reading.unknown("sla", value, words)
    reading.where &= found


def _read_choices(
    reading: Reading, column: models.Field[Any, Any], given: list[str], choices: Mapping[str, object]
) -> None:
    words = (*choices, NONE) if column.null else tuple(choices)
    for value in given:
        if value not in words:
            reading.unknown(column.name, value, words)
    chosen = [choices[value] for value in given if value in choices]
    reading.where &= any_of(column.name, chosen, or_null=NONE in given)


def _no_span() -> str:
    return _("This is no span of time. Write 2026-01-01..2026-01-31, 2026-01 or 2026-01-01.")


def _read_times(reading: Reading, name: str, given: list[str]) -> None:
    found = NOTHING
    for value in given:
        if value == NONE and name != "breached_at":
            found |= Q(**{f"{name}__isnull": True})
        elif value == OVERDUE and name == "due_at":
            found |= Q(due_at__lt=now())
        elif value == SOON and name == "due_at":
            found |= Q(due_at__gte=now(), due_at__lt=now() + SOON_IS)
        elif span := read_span(value, reading.actor.zone):
            start, end = span
            if name == "breached_at":
                found |= breached_between(start, end)
                continue
            found |= Q(**({f"{name}__gte": start} if start else {}), **({f"{name}__lt": end} if end else {}))
        else:
            reading.fault(name, _no_span())
    reading.where &= found


def _read_days(reading: Reading, name: str, given: list[str]) -> None:
    """Days, written as times are; the last one is included."""
    found, zone = NOTHING, ZoneInfo(reading.actor.zone)
    for value in given:
        if value == NONE:
            found |= Q(**{f"{name}__isnull": True})
        elif span := read_span(value, reading.actor.zone):
            start, end = (edge and edge.astimezone(zone).date() for edge in span)
            found |= Q(**({f"{name}__gte": start} if start else {}), **({f"{name}__lt": end} if end else {}))
        else:
            reading.fault(name, _no_span())
    reading.where &= found


def _read_relation(reading: Reading, column: models.ForeignKey[Any, Any], given: list[str]) -> None:
    """Words are understood at once, keys wait to be looked up together."""
    keys, found = list(given), NOTHING
    if NONE in keys and column.null:
        keys.remove(NONE)
        found |= Q(**{f"{column.attname}__isnull": True})
    if ME in keys and column.related_model is Person:
        keys.remove(ME)
        found |= Q(**{column.attname: reading.actor.person_id}) if reading.actor.person_id else NOTHING
    if MINE in keys and column.related_model is Team:
        keys.remove(MINE)
        found |= any_of(column.attname, reading.actor.teams)
    if keys:
        reading.wanted[column.name] = (column, keys, found)
    else:
        reading.where &= found


_BELOW = """select %s::text, below.id, top.code::text, null::bigint from kernel_category top
    join kernel_category below on below.path = top.path or starts_with(below.path, top.path || '/')
    where top.code = any(%s::text[]) and top.kind = %s::text"""
_EXACT = """select '', id, '', null::bigint from kernel_record where kind = %s::text and number = %s::text
    union select '', id, '', null::bigint from kernel_record
    where kind = %s::text and external_number = %s::text"""
_FOUND = "select ' ', found, '', null::bigint from steward.search(%s::text, %s::text[], %s::integer) as found"


def _questions(reading: Reading, question: str) -> list[tuple[str, list[Any]]]:
    """What is to be looked up: (name, id, key, party) each; the name is '' for exact hits, ' ' for words."""
    kind = reading.process.kind
    asked: list[tuple[str, list[Any]]] = []
    for name, (column, keys, _found) in reading.wanted.items():
        if column.related_model is Category:
            asked.append((_BELOW, [name, keys, reading.process.categories_of]))
            continue
        place = next(place for model, place in PLACES.items() if issubclass(column.related_model, model))
        columns = f"%s::text, id, {place.key}::text, {place.party}"
        condition = f"{place.key} = any(%s::text[])"
        asked.append((f"select {columns} from {place.table} where {condition}", [name, keys]))  # noqa: S608  names of tables and columns are ours
    if reading.tied:
        asked.append((TIED_TO, [TIED.name, reading.tied, MOST_HITS]))
    if question:
        asked.append((_EXACT, [kind, question.upper(), kind, question]))
        asked.append((_FOUND, [question, [kind], MOST_HITS]))
    return asked


def look_up(reading: Reading, question: str) -> tuple[int, ...]:
    """Adds relations and words to the condition, in at most one statement; answers the ids of exact hits."""
    asked = _questions(reading, question)
    if not asked:
        return ()
    with connection.cursor() as cursor:
        together = " union all ".join(f"({sql})" for sql, _params in asked)
        cursor.execute(together, [value for _sql, params in asked for value in params])
        rows = cursor.fetchall()
    for name, (column, keys, found) in reading.wanted.items():
        reading.where &= found | _among(reading, column, keys, [row[1:] for row in rows if row[0] == name])
    if reading.tied:
        reading.where &= any_of("pk", {row[1] for row in rows if row[0] == TIED.name})
    if not question:
        return ()
    exact = tuple(pk for name, pk, *_rest in rows if name == "")
    hits = {pk for name, pk, *_rest in rows if name == " "}
    reading.cut = len(hits) == MOST_HITS
    reading.where &= any_of("pk", {*exact, *hits})
    return exact


def _among(
    reading: Reading,
    column: models.ForeignKey[Any, Any],
    keys: list[str],
    rows: list[tuple[int, str, int | None]],
) -> Q:
    """The rows behind the keys, of parties that the actor has to do with; an unknown key is a fault."""
    seen = reading.actor.scope.parties | reading.actor.scope.customers | {None}
    known = [(pk, key) for pk, key, party in rows if party in seen]
    for key in keys:
        if key not in {key for _pk, key in known}:
            reading.unknown(column.name, key)
    return any_of(column.attname, {pk for pk, _key in known})

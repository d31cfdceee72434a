"""What a tool saw against what is recorded: equal is kept as seen, different becomes a discrepancy (manual 8.1.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.catalogue import process_of
from steward.kernel.history import Past, PastEntry, record_history
from steward.kernel.names import names_of
from steward.kernel.refusal import Refused
from steward.people.context import current_actor, now
from steward.registers.configuration.bulk.columns import ATTRIBUTE, NAMED, PLAIN, field_label
from steward.registers.configuration.bulk.exporting import codes_of
from steward.registers.configuration.bulk.items import Draft, draft_of
from steward.registers.configuration.bulk.known import Known, read_known
from steward.registers.configuration.bulk.reading import Fault, Row
from steward.registers.configuration.models import CiClass, ConfigurationItem, Discrepancy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from steward.people.actor import Actor
    from steward.people.models import ServiceProject
    from steward.registers.configuration.bulk.reading import Table

Labels: TypeAlias = dict[str, dict[str, str]]
OPEN = ("open", "accepted")
IN_PLACE = ("in_test", "in_use", "under_change")
_NOUNS = {
    "class": "ci_class", "place": "place", "service": "record", "owner": "person", "team": "team", "supplier": "party",
}  # fmt: skip
_COLUMN_OF = {name: column for column, name in {**PLAIN, **NAMED}.items()}
# What nobody sees from outside.
_UNSEEN = ("state", "relations", "accepted_on", "acceptance", "change_id")


@dataclass(slots=True)
class Seen:
    """A run of a tool: who saw, when, and the classes of which it saw every item there is."""

    source: str
    at: datetime
    complete: tuple[str, ...] = ()


@dataclass(slots=True)
class Run:
    """What came of it."""

    equal: int = 0
    differing: int = 0
    opened: list[int] = field(default_factory=list)
    went_on: int = 0
    settled: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each."""
        return {
            "equal": self.equal, "differing": self.differing, "opened": len(self.opened), "known": self.went_on,
            "settled": len(self.settled), "faults": len(self.faults),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing found otherwise; without an item: a thing that is not recorded."""

    sort: str
    item: dict[str, Any] | None
    attribute: str
    recorded: str
    found: str

    @property
    def key(self) -> tuple[int | None, str, str]:
        """By which one that is open is known again."""
        return (self.item["pk"] if self.item else None, self.attribute, "" if self.item else self.found)


@dataclass(slots=True)
class Judged:
    """What tables tell of items that are recorded, by id: what differs, and the columns told; and what is strange."""

    met: dict[int, list[Difference]] = field(default_factory=dict)
    told: dict[int, set[str]] = field(default_factory=dict)
    strange: list[Difference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def judged(tables: Sequence[Table], known: Known, actor: Actor) -> Judged:
    """Holds what was seen against what is recorded; writes nothing."""
    names, found = codes_of(known), Judged()
    lines: dict[int, int] = {}
    for table in tables:
        found.faults += table.faults
        for row in table.rows:
            cells = {key: value for key, value in row.cells.items() if key != "state"}
            draft, sentences = draft_of(Row(row.line, cells, row.guessed), table.name, known, actor)
            if draft is not None and draft.record_id is not None and draft.record_id in lines:
                text = _("The same item stands in line %(line)d already.")
                sentences = [text % {"line": lines[draft.record_id]}]
                draft = None
            found.faults += [Fault(table.name, row.line, sentence) for sentence in sentences]
            if draft is None:
                continue
            if draft.record_id is None:
                found.strange.append(Difference("unknown", None, "", "", _what(draft, names)))
            else:
                lines[draft.record_id] = row.line
                found.met[draft.record_id] = list(_differences(draft, names))
                found.told[draft.record_id] = set(cells)
    return found


def discover(tables: Sequence[Table], project: ServiceProject, seen: Seen, actor: Actor) -> Run:
    """Compares what was seen with what is recorded; writes sightings and discrepancies, never an item.

    Raises Refused for who may not open discrepancies here.
    """
    reasons = policy.why_not_open(process_of("discrepancy"), actor, project.pk)
    if reasons:
        raise Refused(reasons)
    known, run = read_known(project, actor), Run()
    found = judged(tables, known, actor)
    met = found.met
    run.faults = found.faults
    missing = _missing(known, seen, set(met))
    run.equal = sum(not differences for differences in met.values())
    run.differing = len(met) - run.equal
    keep_sightings({pk: not differences for pk, differences in met.items()}, seen)
    differing = [each for differences in met.values() for each in differences]
    _tell(differing + found.strange + missing, project, seen, actor, run)
    _settle(found.told, met, project, seen, run)
    return run


def _differences(draft: Draft, names: dict[str, dict[int, str]]) -> Any:
    for name, (old, new) in draft.changes.items():
        if name == "attributes":
            for key in sorted({*old, *new}):
                if old.get(key) != new.get(key):
                    yield _of(
                        draft, f"{ATTRIBUTE}{key}", _text("", old.get(key), names), _text("", new.get(key), names)
                    )
        elif name not in _UNSEEN:
            yield _of(draft, _COLUMN_OF[name], _text(name, old, names), _text(name, new, names))


def _of(draft: Draft, column: str, recorded: str, found: str) -> Difference:
    return Difference("differs", draft.before, column, recorded, found)


def _text(name: str, value: Any, names: dict[str, dict[int, str]]) -> str:
    """A value as files write it."""
    column = _COLUMN_OF.get(name, "")
    if column in NAMED:
        return names[column].get(value, "")
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _what(draft: Draft, names: dict[str, dict[int, str]]) -> str:
    """A thing that nobody recorded, as one line."""
    values = draft.values
    parts = [names["class"].get(values["ci_class_id"], ""), values["title"], values["serial"], values["version_label"]]
    parts += [f"{key}={value}" for key, value in values["attributes"].items()]
    return " · ".join(str(part) for part in parts if part)[:2000]


def _missing(known: Known, seen: Seen, met: set[int]) -> list[Difference]:
    classes = {known.classes[code].pk for code in seen.complete if code in known.classes}
    return [
        Difference("missing", row, "", row["state"], "")
        for pk, row in known.items.items()
        if row["ci_class_id"] in classes and row["state"] in IN_PLACE and pk not in met
    ]


_SIGHTINGS = """insert into configuration_sighting (record_id, source, seen_at, is_equal)
    select id, %s::text, %s::timestamptz, equal from unnest(%s::bigint[], %s::boolean[]) as seen(id, equal)
    on conflict (record_id, source) do update set seen_at = excluded.seen_at, is_equal = excluded.is_equal
        where configuration_sighting.seen_at <= excluded.seen_at"""


def keep_sightings(met: dict[int, bool], seen: Seen) -> None:
    """Keeps when a source saw items, by id, and whether each was as recorded; the latest of a source stands."""
    with connection.cursor() as cursor:
        cursor.execute(_SIGHTINGS, [seen.source, seen.at, list(met), list(met.values())])


def _tell(found: list[Difference], project: ServiceProject, seen: Seen, actor: Actor, run: Run) -> None:
    """Opens a discrepancy for each difference that has none, and brings those there are up to date."""
    mine = Discrepancy.objects.filter(policy.visible_to(actor), project_id=project.pk, state__in=OPEN)
    standing = {(each.item_id, each.attribute, "" if each.item_id else each.found): each for each in mine}
    pasts: list[Past] = []
    fresh: dict[tuple[int | None, str, str], Difference] = {}
    for each in found:
        before = standing.get(each.key)
        if before is None:
            fresh[each.key] = each
        else:
            run.went_on += 1
            if (before.found, before.recorded) != (each.found, each.recorded):
                pasts.append(_gone_on(before, each, seen, actor))
    at = now()
    fixed = {"project_id": project.pk, "customer_id": project.customer_id, "opened_at": at, "updated_at": at}
    labels = _attribute_labels() if fresh else {}
    new = [_opened(each, seen, actor, fixed, labels) for each in fresh.values()]
    process = process_of("discrepancy")
    record_history(process, actor=actor, pasts=pasts)
    run.opened = record_history(process, actor=actor, pasts=new)


def _gone_on(before: Discrepancy, each: Difference, seen: Seen, actor: Actor) -> Past:
    at, told = now(), {"recorded": each.recorded, "found": each.found}
    changes = {name: [getattr(before, name), value] for name, value in told.items()}
    entry = PastEntry("amended", actor.id, at, 3, from_state=before.state, to_state=before.state, changes=changes)
    return Past(
        {**told, "state": before.state, "seen_at": seen.at, "updated_at": at}, [entry], record_id=before.pk
    )  # fmt: skip


def _opened(each: Difference, seen: Seen, actor: Actor, fixed: dict[str, Any], labels: Labels) -> Past:
    titles = _titles(each, labels)
    values = {
        **fixed, **titles, "state": "open", "sort": each.sort, "attribute": each.attribute, "recorded": each.recorded,
        "found": each.found, "seen_by": seen.source, "seen_at": seen.at, "audience": 3,
        "item_id": each.item["pk"] if each.item else None,
    }  # fmt: skip
    told = {name: [None, values[name]] for name in ("title", "sort", "attribute", "recorded", "found") if values[name]}
    return Past(values, [PastEntry("opened", actor.id, fixed["opened_at"], 3, to_state="open", changes=told)])


def _attribute_labels() -> Labels:
    """Names of all classes' attributes by key and language."""
    sheets = CiClass.objects.values_list("attributes", flat=True)
    return {each["key"]: {"zh-hans": each["zh"], "en": each["en"]} for sheet in sheets for each in sheet}


def _titles(each: Difference, labels: Labels) -> dict[str, str]:
    """The title in both languages: which item, and what of it."""
    name = f"{each.item['number']} {each.item['title']}" if each.item else each.found[:120]
    found = {}
    for key, language in (("title", "zh-hans"), ("title_en", "en")):
        with translation.override(language):
            named = labels.get(each.attribute.removeprefix(ATTRIBUTE), {}).get(language)
            what = named or field_label(each.attribute) or str(Discrepancy.Sort(each.sort).label)
        found[key] = f"{name}: {what}"[:300]
    return found


def _settle(
    told: dict[int, set[str]], met: dict[int, list[Difference]], project: ServiceProject, seen: Seen, run: Run
) -> None:
    """Closes what was seen as it is recorded by now, whichever of both has moved; and what was found again."""
    actor = current_actor()
    differing = {(pk, each.attribute) for pk, found in met.items() for each in found}
    process = process_of("discrepancy")
    mine = Discrepancy.objects.filter(policy.visible_to(actor), project_id=project.pk, state__in=OPEN)
    for each in mine.filter(item_id__in=list(told)).exclude(pk__in=run.opened).order_by("pk"):
        state, recorded = told_of(each.item_id or 0, each.attribute) or ("", "")
        is_missing = each.sort == Discrepancy.Sort.MISSING
        is_seen = each.attribute in told[each.item_id or 0] and (each.item_id, each.attribute) not in differing
        if not (is_missing or is_seen):
            continue
        found = seen.source if is_missing else recorded
        if found != each.found:
            difference = Difference(each.sort, None, each.attribute, state if is_missing else recorded, found)
            record_history(process, actor=actor, pasts=[_gone_on(each, difference, seen, actor)])
        acts.move(process, each.number, "settle", actor=actor, raw={}, version=None)
        run.settled.append(each.number)


def told_of(item_id: int, column: str) -> tuple[str, str] | None:
    """State of an item and what is recorded in a column, as files write it; None where it can't be read."""
    found = ConfigurationItem.objects.filter(pk=item_id).first()
    if found is None:
        return None
    if column.startswith(ATTRIBUTE):
        return found.state, _text("", found.attributes.get(column.removeprefix(ATTRIBUTE)), {})
    if column in NAMED:
        pk = getattr(found, NAMED[column])
        return found.state, names_of({_NOUNS[column]: {pk}}).key(_NOUNS[column], pk) or ""
    return found.state, _text("", getattr(found, PLAIN[column]), {}) if column in PLAIN else ""

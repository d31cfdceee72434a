"""An item through time: its revisions, its state at a moment, and what differs between two (manual 8.1.2, 8.1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from steward.kernel.catalogue import process_of
from steward.kernel.intake.values import field_of
from steward.kernel.names import NOUNS, Names, names_of
from steward.registers.configuration.models import CiClass, Revision
from steward.surface.sheets import cell_text, sheet_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from steward.kernel.sheet import Column
    from steward.people.actor import Actor

Pair: TypeAlias = tuple[dict[str, Any], dict[str, Any]]
MOST = 200
# Told by the page besides, or of no use to a reader.
_LEFT_OUT = frozenset({"change_id", "attributes"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing told of an item at one moment and at another."""

    label: str
    then: str
    later: str

    @property
    def differs(self) -> bool:
        """Whether both tell the same."""
        return self.then != self.later


def revisions_of(item_id: int) -> list[Revision]:
    """The latest revisions, newest first."""
    return list(Revision.objects.filter(record_id=item_id).order_by("-valid_from", "-id")[:MOST])


def revision_at(item_id: int, at: datetime) -> Revision | None:
    """The item as it was at a moment; None before it was opened."""
    past = Revision.objects.filter(Q(record_id=item_id) & Q(valid_from__lte=at))
    return past.order_by("-valid_from", "-id").first()


def facts(then: dict[str, Any], later: dict[str, Any], actor: Actor) -> list[Fact]:
    """Everything that two snapshots tell, labelled in the reader's words; two statements."""
    return facts_of_all([(then, later)], actor)[0]


def facts_of_all(pairs: Sequence[Pair], actor: Actor) -> list[list[Fact]]:
    """The same of many pairs of snapshots; two statements for all of them."""
    wanted: dict[str, set[int | None]] = {}
    for pair in pairs:
        for noun, ids in _wanted(_keys(pair), pair).items():
            wanted.setdefault(noun, set()).update(ids)
    names = names_of(wanted)
    stated = CiClass.columns_of_all({snapshot.get("ci_class_id") for pair in pairs for snapshot in pair})
    return [_facts(pair, names, stated, actor) for pair in pairs]


def _keys(pair: Pair) -> list[str]:
    return [key for key in dict.fromkeys((*pair[0], *pair[1])) if key not in _LEFT_OUT]


def _facts(pair: Pair, names: Names, stated: Mapping[int, tuple[Column, ...]], actor: Actor) -> list[Fact]:
    then, later = pair
    process = process_of("ci")
    found = [
        Fact(
            str(_("State")) if key == "state" else str(field_of(process, key.removesuffix("_id")).verbose_name),
            _text(key, then.get(key), names, actor),
            _text(key, later.get(key), names, actor),
        )
        for key in _keys(pair)
    ]
    return [*found, *_attributes(pair, stated, actor)]


def _noun(key: str) -> str | None:
    column = field_of(process_of("ci"), key.removesuffix("_id"))
    model = column.related_model if key.endswith("_id") else None
    return NOUNS[model._meta.db_table] if model and not isinstance(model, str) else None  # noqa: SLF001  Django's documented interface


def _wanted(keys: Iterable[str], snapshots: Iterable[dict[str, Any]]) -> dict[str, set[int | None]]:
    wanted: dict[str, set[int | None]] = {}
    for key in keys:
        if noun := _noun(key):
            wanted.setdefault(noun, set()).update(snapshot.get(key) for snapshot in snapshots)
    return wanted


def _text(key: str, value: Any, names: Names, actor: Actor) -> str:
    if value in (None, "", []):
        return ""
    if noun := _noun(key):
        return names.name(noun, value)
    process = process_of("ci")
    if key == "state":
        return process.state(value).label
    column = field_of(process, key)
    if key == "relations":
        return sheet_text(column, value, actor.zone)  # type: ignore[arg-type]  # a sheet
    if isinstance(value, str) and (day := parse_date(value) if key.endswith(("_on", "_until")) else None):
        return day.isoformat()
    return str(dict(column.flatchoices).get(value, value))


def _attributes(pair: Pair, stated: Mapping[int, tuple[Column, ...]], actor: Actor) -> list[Fact]:
    classes = dict.fromkeys(snapshot.get("ci_class_id") for snapshot in pair)
    columns = {column.key: column for row in classes for column in stated.get(row or 0, ())}
    both = [snapshot.get("attributes") or {} for snapshot in pair]
    return [
        Fact(str(column.label), *(cell_text(column, each.get(key), actor.zone) for each in both))
        for key, column in columns.items()
        if any(key in each for each in both)
    ]

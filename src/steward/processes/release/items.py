"""What a release contains: changes that it delivers, problems that it solves, known errors that it leaves (9.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.catalogue import process_of
from steward.kernel.models import Record
from steward.processes.release.words import CARRIES, DELIVERS, SOLVES
from steward.surface.cells import title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from steward.kernel.process import Text
    from steward.people.actor import Actor

CHANGE, PROBLEM = "change", "problem"
KIND_OF = {DELIVERS: CHANGE, SOLVES: PROBLEM, CARRIES: PROBLEM}
# A change that others have authorised, whatever came of it since.
AUTHORISED = ("authorised", "implementing", "implemented", "reviewed", "closed")
SETTLED = {CHANGE: ("closed",), PROBLEM: ("solved", "closed")}


@dataclass(frozen=True, slots=True)
class Item:
    """A change or problem that the reader sees."""

    pk: int
    kind: str
    number: str
    title: str
    state: str

    @property
    def state_label(self) -> str:
        """The state in the reader's words."""
        return process_of(self.kind).state(self.state).label

    @property
    def url(self) -> str:
        """Its page."""
        return f"/{self.kind}/{self.number}/"


def known(rows: Iterable[Mapping[str, Any]], project_id: int, actor: Actor) -> dict[str, Item]:
    """The changes and problems of the project that a table of contents names, by number; in one statement."""
    numbers = {row["item"] for row in rows}
    if not numbers:
        return {}
    found = Record.objects.filter(
        policy.visible_to(actor), project_id=project_id, kind__in=(CHANGE, PROBLEM), number__any_of=numbers
    )
    columns = ("pk", "kind", "number", "title", "title_en", "state")
    return {
        row["number"]: Item(row["pk"], row["kind"], row["number"], title_of(row), row["state"])
        for row in found.values(*columns)
    }


def faults(rows: Iterable[Mapping[str, Any]], items: Mapping[str, Item]) -> list[Text]:
    """What is wrong with a table of contents."""
    found: list[Text] = []
    seen: set[str] = set()
    for row in rows:
        number = row["item"]
        item = items.get(number)
        if item is None:
            found.append(_("There is no change or problem “%(number)s” in this service project.") % {"number": number})
        elif item.kind != KIND_OF[row["part"]]:
            found.append(
                _("%(number)s: a release delivers changes; it solves problems or leaves their known errors.")
                % {"number": number}
            )
        if number in seen:
            found.append(_("%(number)s stands among the contents twice.") % {"number": number})
        seen.add(number)
    return list(dict.fromkeys(found))


def delivered(rows: Iterable[Mapping[str, Any]], items: Mapping[str, Item]) -> list[Item]:
    """The changes among the contents."""
    return _of_part(rows, items, DELIVERS)


def solved(rows: Iterable[Mapping[str, Any]], items: Mapping[str, Item]) -> list[Item]:
    """The problems that are to be gone."""
    return _of_part(rows, items, SOLVES)


def _of_part(rows: Iterable[Mapping[str, Any]], items: Mapping[str, Item], part: str) -> list[Item]:
    return [items[row["item"]] for row in rows if row["part"] == part and row["item"] in items]


def unsettled(items: Iterable[Item]) -> list[Item]:
    """Those that are not yet where a finished release leaves them."""
    return [item for item in items if item.state not in SETTLED[item.kind]]


def named(items: Iterable[Item]) -> str:
    """Numbers with their states, for a sentence."""
    return "; ".join(f"{item.number} ({item.state_label})" for item in items)

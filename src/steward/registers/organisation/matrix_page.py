"""The responsibility matrix: processes by roles, one role that answers for each (manual 3.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.days import today_of
from steward.people.roles import ROLES
from steward.registers.organisation.models import Responsibility
from steward.registers.organisation.models.responsibility import ACCOUNTABLE, RECORDS, SYSTEM_PROCESSES, ruled_processes
from steward.registers.organisation.reading import current_duties, reader
from steward.registers.organisation.roles import KEEPERS, label_of
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from steward.people.actor import Actor

MOST_NAMES = 2
TONES = {ACCOUNTABLE: "bad", "R": "info", "C": "neutral", "I": "neutral"}


@dataclass(frozen=True, slots=True)
class Row:
    """A process with the letter of each role, in the order of the columns; '' where it has no part."""

    key: str
    label: str
    letters: tuple[str, ...]
    of_system: bool
    # Whoever holds the role that answers for it, and the list of its records.
    holders: str
    url: str

    @property
    def is_answered_for(self) -> bool:
        """Whether one role answers for it."""
        return ACCOUNTABLE in self.letters


def _holders(actor: Actor, roles: set[str]) -> dict[str, str]:
    """Who holds these roles in the whole company today; of many the first."""
    names: dict[str, list[str]] = {}
    for duty in current_duties(actor, today_of(actor)).filter(role__in=roles, project=None):
        names.setdefault(duty.role, []).append(duty.person.name)
    return {
        role: _(", ").join(each[:MOST_NAMES]) + (f" +{len(each) - MOST_NAMES}" if len(each) > MOST_NAMES else "")
        for role, each in names.items()
    }


def _rows(actor: Actor, cells: dict[tuple[str, str], str], roles: list[str]) -> list[Row]:
    answers = {process: role for (process, role), letter in cells.items() if letter == ACCOUNTABLE}
    holders = _holders(actor, set(answers.values()))
    lists = {process: f"/{kinds[0]}/" for process, kinds in RECORDS.items()}
    system = {key for key, _label in SYSTEM_PROCESSES}
    return [
        Row(
            key, str(label), tuple(cells.get((key, role), "") for role in roles), key in system,
            holders.get(answers.get(key, ""), ""), lists.get(key, ""),
        )
        for key, label in ruled_processes()
    ]  # fmt: skip


def shown(request: HttpRequest) -> HttpResponse:
    """The whole matrix. Raises Unknown for contacts."""
    actor = reader()
    cells = {(each.process, each.role): each.letter for each in Responsibility.objects.all()}
    roles = [key for key in ROLES if any(role == key for _process, role in cells)]
    rows = _rows(actor, cells, roles)
    context = {
        "rows": rows,
        "roles": [label_of(key) for key in roles],
        "gaps": [row for row in rows if not row.is_answered_for],
        "letters": Responsibility.Letter.choices,
        "tones": TONES,
        "kept": not policy.why_not_hold(KEEPERS, actor),
        "shell": shell(request),
    }
    return render(request, "organisation/matrix.html", context)

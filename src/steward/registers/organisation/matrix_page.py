"""The responsibility matrix: processes by roles, one role that answers for each (manual 3.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render

from steward.kernel import policy
from steward.people.roles import ROLES
from steward.registers.organisation.models import Responsibility
from steward.registers.organisation.models.responsibility import ACCOUNTABLE, SYSTEM_PROCESSES, ruled_processes
from steward.registers.organisation.reading import reader
from steward.registers.organisation.roles import KEEPERS, label_of
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TONES = {ACCOUNTABLE: "bad", "R": "info", "C": "neutral", "I": "neutral"}


@dataclass(frozen=True, slots=True)
class Row:
    """A process with the letter of each role, in the order of the columns; '' where it has no part."""

    key: str
    label: str
    letters: tuple[str, ...]
    of_system: bool

    @property
    def is_answered_for(self) -> bool:
        """Whether one role answers for it."""
        return ACCOUNTABLE in self.letters


def shown(request: HttpRequest) -> HttpResponse:
    """The whole matrix. Raises Unknown for contacts."""
    actor = reader()
    cells = {(each.process, each.role): each.letter for each in Responsibility.objects.all()}
    roles = [key for key in ROLES if any(role == key for _process, role in cells)]
    system = {key for key, _label in SYSTEM_PROCESSES}
    rows = [
        Row(key, str(label), tuple(cells.get((key, role), "") for role in roles), key in system)
        for key, label in ruled_processes()
    ]
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

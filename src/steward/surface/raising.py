"""Raising on pages: what may be raised from a record, and the form of the new one filled in from it (manual 7.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.catalogue import process_of
from steward.kernel.names import names_of
from steward.kernel.raising import offered, sources_of, why_not_raise
from steward.kernel.refusal import Refused
from steward.surface import cells, forms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from steward.kernel.models import Record
    from steward.kernel.process import Process, Raises
    from steward.people.actor import Actor

# The name under which an address and a form say from which records a new one is raised.
FROM = "from"


@dataclass(frozen=True, slots=True)
class Sources:
    """From which records a new one is raised, and the texts of its form that follow from the first of them."""

    numbers: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """As hidden fields of the form."""
        return [(FROM, number) for number in self.numbers]

    @property
    def sentence(self) -> str:
        """What the form says of them."""
        if not self.numbers:
            return ""
        return _("Raised from %(numbers)s, and tied to them.") % {"numbers": _(", ").join(self.numbers)}


def read_sources(request: HttpRequest, target: Process, names: Iterable[str], actor: Actor) -> Sources:
    """The records that an address or a form names. Raises Unknown or Refused, for their projects' tailoring too."""
    given = (request.POST if request.method == "POST" else request.GET).getlist(FROM)
    found = sources_of(target, [number for number in given if number], actor)
    if not found:
        return Sources()
    if reasons := policy.why_tailored_out(target, found[0][0].project_id):
        raise Refused(reasons)
    numbers = tuple(record.number for record, _raises in found)
    values = {} if request.method == "POST" else _carried(*found[0], actor)
    wanted = set(names)
    return Sources(numbers, {name: value for name, value in values.items() if name in wanted})


def _carried(record: Record, raises: Raises, actor: Actor) -> dict[str, str]:
    """As the texts of a form."""
    process = process_of(record.kind)
    whole = acts.fetch(process, record.number, actor)
    pairs = (("project", "project"), *raises.carries)
    here = [name for name, _there in pairs]
    found = names_of(cells.nouns_among(process, here, [cells.as_row(whole, process)]))
    texts = forms.present(process, whole, here, found, actor)
    return {there: texts[name] for name, there in pairs}


def buttons(process: Process, record: Record, actor: Actor) -> list[dict[str, Any]]:
    """What may be raised from a record, for the provider's people; refused ones say why."""
    if not actor.is_provider:
        return []
    return [
        {
            "name": f"raise-{target.kind}",
            "label": _("Raise: %(kind)s") % {"kind": target.label},
            "url": f"/{target.kind}/new/?{urlencode({FROM: record.number})}",
            "disabled_reasons": list(map(str, why_not_raise(process, record, target, actor))),
        }
        for _raises, target in offered(process)
    ]

"""The one narrowing of lists: the query of an address becomes a condition, the same for pages and REST.

    narrowed = narrow(process, actor, dict(request.GET.lists()))    # raises Invalid with a sentence a name
    page = listing.page(narrowed, process.columns)

Names in the address: those of `process.filters` (contacts: of these only what they see), and `q`, `sort`,
`cursor`, `limit`. A name given several times means any of its values (`tags`: all of them). Values:

    state=new&state=assigned    states; `open` is every state that is not final, `all` lifts the default
    customer=alpha              a key (code or number): so customer, project, team, owner, service, …
    team=none                   where nothing stands; `owner=me`, `team=mine`
    category=network            the category and all below it
    opened_at=2026-01-01..2026-01-31    days of the actor's zone, both included; also one day, one month
                                (`2026-01`), an open end (`2026-01-01..`), or times (the end is excluded)
    due_at=overdue              the deadline has passed; `due_at=soon`: it passes within four hours
    tied=PRB-000012             linked with that record, in either direction
    sla=met                     the resolution target was met, or `breached`; `breached_at=2026-01`: in a month
    q=text                      number, number in the source system, or words; looks at the newest 1,000 hits
    sort=-updated_at            updated_at, opened_at, due_at, number, priority; `-` for the other way round

Without `state` and `q` a list shows what is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from steward.kernel.intake import clean_text
from steward.kernel.refusal import Invalid
from steward.surface.filters import OPEN, Reading, look_up, read_filter
from steward.surface.sorting import DEFAULT_SORT, SORTS, Cursor, Sort, read_cursor, sort_named

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import Q

    from steward.kernel.process import Process
    from steward.people.actor import Actor

BESIDE_FILTERS = ("q", "sort", "cursor", "limit")
# Of the base, what the contacts of a customer or supplier see whatever a process declares.
SEEN_BY_ALL = frozenset({"state", "priority", "customer", "project", "opened_at", "updated_at", "closed_at", "due_at"})
PAGE, MOST_A_PAGE = 50, 200
MOST_VALUES, LONGEST_VALUE = 50, 200


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A list as asked for: the condition (visibility included), the order, where it goes on.

    `given` holds the filters by name as they were understood. A record of that very number stands first. `cut` tells
    that the words have more hits than the newest, which alone are looked at.
    """

    process: Process
    actor: Actor
    where: Q
    sort: Sort
    given: dict[str, tuple[str, ...]]
    question: str = ""
    cursor: Cursor | None = None
    limit: int = PAGE
    cut: bool = False


def allowed_filters(process: Process, actor: Actor) -> tuple[str, ...]:
    """The filters that this actor may use: contacts can't ask for what they don't see."""
    if actor.is_provider:
        return process.filters
    return tuple(n for n in process.filters if n in SEEN_BY_ALL or n in process.contact_sees)


def narrow(
    process: Process,
    actor: Actor,
    params: Mapping[str, Sequence[str]],
    *,
    beside: Collection[str] = (),
) -> Narrowed:
    """Reads the query of an address; at most one statement. Raises Invalid with a sentence for each bad name.

    `beside` names what the address may hold that is not the list's business.
    """
    reading = Reading(process, actor)
    values = _cleaned(reading, params, (*BESIDE_FILTERS, *beside))
    question = values.pop("q", [""])[-1]
    # A span of openings goes along the index of openings: by last change the whole history would be read first.
    usual = "-opened_at" if "opened_at" in values else DEFAULT_SORT
    order = _sort(reading, values.pop("sort", [usual])[-1])
    limit = _limit(reading, values.pop("limit", [str(PAGE)])[-1])
    place = values.pop("cursor", [""])[-1]
    if not question and "state" not in values:
        values["state"] = [OPEN]
    for name, given in values.items():
        read_filter(reading, name, given)
    exact = look_up(reading, question) if not reading.faults else ()
    sort = order.among(exact, openness=reading.openness)
    cursor = _cursor(reading, place, sort)
    if reading.faults:
        raise Invalid(reading.faults)
    understood = {name: tuple(given) for name, given in values.items()}
    return Narrowed(process, actor, reading.where, sort, understood, question, cursor, limit, reading.cut)


def _cleaned(reading: Reading, params: Mapping[str, Sequence[str]], beside: Collection[str]) -> dict[str, list[str]]:
    """The values without what may not be stored or shown, empty ones left out; unknown names are faults."""
    filters = allowed_filters(reading.process, reading.actor)
    kept: dict[str, list[str]] = {}
    for name, given in params.items():
        values = list(dict.fromkeys(v for v in (clean_text(str(one)).strip() for one in given) if v))
        if name not in filters and name not in beside:
            reading.fault(clean_text(name)[:60], _("There is no such filter here."))
        elif len(values) > MOST_VALUES or any(len(v) > LONGEST_VALUE for v in values if name != "cursor"):
            reading.fault(name, _("This is too long for a filter."))
        elif values and (name in filters or name in BESIDE_FILTERS):
            kept[name] = values
    return kept


def _sort(reading: Reading, raw: str) -> Sort:
    try:
        return sort_named(raw)
    except KeyError:
        sentence = _("There is no such order. Choose from: %(choices)s.")
        reading.fault("sort", sentence % {"choices": ", ".join(SORTS)})
        return sort_named(DEFAULT_SORT)


def _limit(reading: Reading, raw: str) -> int:
    if raw.isascii() and raw.isdigit() and len(raw) < 4 and 1 <= int(raw) <= MOST_A_PAGE:  # noqa: PLR2004  digits of 200
        return int(raw)
    reading.fault("limit", _("A page holds 1 to %(most)d rows.") % {"most": MOST_A_PAGE})
    return PAGE


def _cursor(reading: Reading, raw: str, sort: Sort) -> Cursor | None:
    cursor = read_cursor(raw, sort) if raw else None
    if raw and cursor is None:
        reading.fault("cursor", _("This place in the list can't be read; begin with the first page."))
    return cursor

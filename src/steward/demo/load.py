"""Loads the demo company into an empty installation: the same for the same seed and moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from steward.demo.audits import load_audits
from steward.demo.board import load_board
from steward.demo.causes import load_causes
from steward.demo.changes import load_changes
from steward.demo.configuration import load_configuration, tie_incidents
from steward.demo.configuration_reports import load_configuration_reports
from steward.demo.disposals import load_disposals
from steward.demo.documents import load_documents
from steward.demo.generate import TOTAL, generate
from steward.demo.ground import actor_behind, load_ground, load_machines, load_tailoring
from steward.demo.handed_out import load_handed_out
from steward.demo.improvement import load_improvement
from steward.demo.incident import INTERNAL, SYSTEM
from steward.demo.organisation import load_organisation
from steward.demo.past import past_of
from steward.demo.problems import load_problems
from steward.demo.promises import (
    end_superseded,
    load_agreements,
    load_calendars,
    load_categories,
    load_services,
)
from steward.demo.releases import load_releases
from steward.demo.resources import load_resources
from steward.demo.service_reports import load_service_reports
from steward.demo.verification import load_verification
from steward.kernel.catalogue import process_of
from steward.kernel.history import record_history
from steward.kernel.models import Link, Record
from steward.kernel.refusal import Refused
from steward.kernel.writing import Entry, append
from steward.people.context import acting, now
from steward.people.models import Party, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.demo.ground import Ids
    from steward.demo.incident import DemoIncident
    from steward.kernel.history import Past
    from steward.people.actor import Actor

# Told how many steps are done, and of how many.
Progress: TypeAlias = Callable[[int, int], None]
SET_UP, GENERATED = 300, 200  # what goes before the first incident, counted in incidents
STEPS = SET_UP + GENERATED + 2 * TOTAL
LINKED_AFTER = timedelta(minutes=4)


def load(*, seed: int = 2026, password: str, progress: Progress | None = None) -> None:
    """Write the whole company in one transaction, as the owner of the schema.

    `password` is that of the nine demo accounts. Raises Refused where the database is not empty.
    """
    told = progress or _untold
    with transaction.atomic():
        if Party.objects.exists() or User.objects.exists() or Record.objects.exists():
            raise Refused(
                [_("The demo company goes into an empty installation only, and this one holds data already.")]
            )
        machines = load_machines()
        with acting(actor_behind(machines[SYSTEM])):
            ids = load_ground(now(), machines, make_password(password))
        with acting(ids.actor(SYSTEM)) as system:
            _load_records(seed, ids, system, told)


def _untold(_done: int, _steps: int) -> None:
    """Nobody looks on."""


def _load_records(seed: int, ids: Ids, system: Actor, told: Progress) -> None:
    load_calendars()
    load_categories(ids)
    load_services(ids)
    superseded = load_agreements(ids)
    # Our own project sets internal targets, then does without agreements: the other way round is refused.
    load_tailoring(ids)
    load_configuration(ids)
    told(SET_UP, STEPS)
    incidents = generate(seed, ids.now)
    told(SET_UP + GENERATED, STEPS)
    numbered = record_history(process_of("incident"), actor=system, pasts=_told(incidents, ids, told), lived=True)
    _link_storm(incidents, dict(zip((one.reference for one in incidents), numbered, strict=True)), ids)
    tie_incidents(ids)
    load_problems(ids)
    load_causes(ids)
    load_changes(ids)
    load_releases(ids)
    load_verification(ids)
    load_audits(ids)
    load_configuration_reports(ids)
    load_board(ids)
    # A clock's terms are those in force when it started, so that no agreement may have ended before.
    end_superseded(ids, superseded)
    load_organisation(ids)
    load_resources(ids)
    load_documents(ids)
    load_handed_out(ids)
    load_service_reports(ids)
    load_disposals(ids)
    load_improvement(ids)
    told(STEPS, STEPS)


def _told(incidents: list[DemoIncident], ids: Ids, told: Progress) -> Iterator[Past]:
    for count, one in enumerate(incidents):
        if count % 50 == 0:
            told(SET_UP + GENERATED + count, STEPS)
        yield past_of(one, ids)


def _link_storm(incidents: list[DemoIncident], record_ids: dict[str, int], ids: Ids) -> None:
    """Hang what customers reported under the provider's own incident, as each came in."""
    process = process_of("incident")
    records = process.model.objects.in_bulk(list(record_ids.values()))
    by_reference = {one.reference: one for one in incidents}
    for child in (one for one in incidents if one.parent):
        parent = by_reference[child.parent]
        source, target = records[record_ids[parent.reference]], records[record_ids[child.reference]]
        at = child.opened_at + LINKED_AFTER
        Link.objects.create(source_id=source.pk, target_id=target.pk, relation="parent_of", made_at=at)
        entry = Entry(
            "linked",
            ids.actor(parent.owner),
            at,
            INTERNAL,
            from_state=parent.state_at(at),
            to_state=parent.state_at(at),
            changes={"parent_of": [None, target.pk]},
        )
        append(process, source, entry)

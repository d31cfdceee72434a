"""Where a record belongs: customer, project, supplier; and whether what it names belongs there too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.intake.values import field_of
from steward.kernel.models import Audience, RecordKey
from steward.kernel.refusal import Invalid, Refused
from steward.people.models import Party, ServiceProject

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from steward.kernel.intake.relations import Found
    from steward.kernel.models import Record
    from steward.kernel.process import Process
    from steward.people.actor import Actor

PLACE = ("customer", "project")


def settable(process: Process, actor: Actor) -> tuple[str, ...]:
    """The fields that this actor may fill in when opening such a record."""
    if actor.is_provider:
        return (*PLACE, *process.fields, "tags")
    return (*PLACE, *process.contact_fields)


def _project(actor: Actor, values: Mapping[str, Any]) -> ServiceProject:
    """The project named, or the only one that the customer (or the contact) has."""
    candidates = ServiceProject.objects.all()
    if values.get("project_id"):
        candidates = candidates.filter(pk=values["project_id"])
    if values.get("customer_id"):
        candidates = candidates.filter(customer_id=values["customer_id"])
    if not actor.is_provider:
        candidates = candidates.filter(customer_id__any_of=actor.scope.customers)
    found = list(candidates[:2])
    if len(found) == 1:
        return found[0]
    if values.get("project_id") and not found:
        raise Invalid({"project": [_("This service project belongs to another customer.")]})
    raise Invalid({"project": [_("Choose the service project that this belongs to.")]})


def place(process: Process, actor: Actor, values: dict[str, Any], found: Mapping[str, Found]) -> ServiceProject:
    """Fills in project, customer and supplier, and checks that every relation belongs there."""
    project = _project(actor, values)
    if project.pk not in actor.scope.projects and project.customer_id not in actor.scope.customers:
        raise Refused([_("You do not work in this service project.")])
    values["project_id"], values["customer_id"] = project.pk, project.customer_id
    values.setdefault("supplier_id", None)
    name_ourselves(actor, values)
    _check(process, project.customer_id, found, actor)
    return project


def name_ourselves(actor: Actor, values: dict[str, Any]) -> None:
    """A supplier left empty means that our own company does the work."""
    if "supplier_id" in values and values["supplier_id"] is None:
        values["supplier_id"] = actor.own_party_id


def check_relations(process: Process, record: Record, found: Mapping[str, Found], actor: Actor) -> None:
    """Refuses relations that belong to another customer or are of the wrong kind. Raises Invalid."""
    _check(process, record.customer_id, found, actor)


def _check(process: Process, customer_id: int, found: Mapping[str, Found], actor: Actor) -> None:
    faults = {
        name: [_("“%(key)s” does not belong to this customer.") % {"key": row.key}]
        for name, row in found.items()
        if not _fits(process, name, row, customer_id, actor)
    }
    if faults:
        raise Invalid(faults)


def _fits(process: Process, name: str, row: Found, customer_id: int, actor: Actor) -> bool:
    if name in ("owner", "requester"):
        return row.party_id == actor.own_party_id or (name == "requester" and row.party_id == customer_id)
    if name in ("service", "category"):
        return row.kind == ("service" if name == "service" else process.categories_of)
    column = field_of(process, name)
    if isinstance(column, RecordKey):
        return row.kind in column.kinds and row.party_id == customer_id
    if name == "supplier":
        return row.id == actor.own_party_id or Party.objects.filter(pk=row.id, is_supplier=True).exists()
    return True


def defaults(process: Process, actor: Actor, at: datetime) -> dict[str, Any]:
    """The columns of the base that no form fills in."""
    return {
        "kind": process.kind,
        "title_en": "",
        "state": process.first.name,
        "author_id": actor.id,
        "audience": process.audience,
        "restriction": "",
        "opened_at": at,
        "updated_at": at,
        "due_at": None,
        "closed_at": None,
        "is_open": True,
        "version": 1,
        "tags": [],
        "custom": {},
    }


def reach_for(actor: Actor, asked: int | None) -> int:
    """The audience of what this actor writes: contacts write to their own side, the provider as asked."""
    if actor.is_provider:
        return Audience.INTERNAL if asked is None else asked
    if Audience.SUPPLIER in actor.scope.audiences:
        return Audience.SUPPLIER
    return Audience.CUSTOMER

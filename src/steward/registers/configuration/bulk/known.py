"""What is there already: items of the project by every key, and whatever rows may name (manual 8.1.2)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from steward.kernel import policy
from steward.kernel.models import Record
from steward.people.models import Party, Person, Team
from steward.registers.configuration.models import CiClass, ConfigurationItem, Place

if TYPE_CHECKING:
    from steward.kernel.sheet import Column
    from steward.people.actor import Actor
    from steward.people.models import ServiceProject

GONE = ("disposed", "cancelled")
CI = "ci"
# What an import may write, by attribute name; a record that is continued is given all of them.
WRITTEN = (
    "title", "title_en", "state", "service_id", "owner_id", "team_id", "supplier_id", "ci_class_id", "attributes",
    "serial", "version_label", "criticality", "place_id", "rack_unit", "rack_height", "rack_face", "warranty_until",
    "relations", "change_id", "accepted_on", "acceptance",
)  # fmt: skip


@dataclass(slots=True)
class Known:
    """Everything that rows are held against, read once; keys are as the file writes them."""

    project: ServiceProject
    own_party_id: int
    items: dict[int, dict[str, Any]]
    by_number: dict[str, int] = field(default_factory=dict)
    by_serial: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    others: dict[str, int] = field(default_factory=dict)
    classes: dict[str, CiClass] = field(default_factory=dict)
    attributes: dict[int, tuple[Column, ...]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    named: dict[str, dict[str, int]] = field(default_factory=dict)


def read_known(project: ServiceProject, actor: Actor, *, lock: bool = False) -> Known:
    """The project as it stands within the actor's sight; with `lock` nobody alters its items until the end."""
    seen = ConfigurationItem.objects.filter(policy.visible_to(actor), project_id=project.pk, kind=CI).order_by("pk")
    rows = (seen.select_for_update(of=("record",)) if lock else seen).values("pk", "number", *WRITTEN)
    known = Known(project, actor.own_party_id or 0, {row["pk"]: row for row in rows})
    for pk, row in known.items.items():
        known.by_number[row["number"]] = pk
        if row["state"] not in GONE:
            known.by_name[row["title"]].append(pk)
            if row["serial"]:
                known.by_serial[row["serial"]].append(pk)
    theirs = Q(kind=CI, customer_id__in=(project.customer_id, actor.own_party_id))
    found = Record.objects.filter(theirs & policy.visible_to(actor)).exclude(project_id=project.pk)
    known.others = dict(found.values_list("number", "pk"))
    known.classes = {each.code: each for each in CiClass.objects.all()}
    known.attributes = CiClass.columns_of_all(each.pk for each in known.classes.values())
    parties = (project.customer_id, known.own_party_id)
    known.places = {each.code: each for each in Place.objects.filter(party_id__in=actor.scope.parties)}
    known.named = {
        "service": dict(Record.objects.filter(policy.visible_to(actor), kind="service").values_list("number", "pk")),
        "owner": dict(
            Person.objects.filter(party_id=known.own_party_id, left_on__isnull=True).values_list("code", "pk")
        ),
        "team": dict(Team.objects.filter(is_active=True).values_list("code", "pk")),
        "supplier": dict(Party.objects.filter(Q(is_supplier=True) | Q(pk__in=parties[1:])).values_list("code", "pk")),
    }
    return known

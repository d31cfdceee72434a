"""The ground of configuration management: a place of each customer, and relations with an item of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward import contents
from steward.kernel import acts
from steward.people.context import now
from steward.people.models import Party
from steward.registers.configuration.models import ConfigurationItem, Place, Sighting
from tests.cast import CAST
from tests.people import as_

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.rights.ground import Ground


def configure(ground: Ground, fill_texts: Callable[..., None], sees_party: Callable[[str, str], bool]) -> None:
    """Rows of which each customer's people see their own alone."""
    from tests.rights.ground import entitled

    process = contents.by_kind()["ci"]
    with as_("service-head") as actor:
        for customer in ("alpha", "beta"):
            party, code = Party.objects.get(code=customer), f"place-{customer}"
            made = Place.objects.create(code=code, path=code, kind="site", party=party, name_zh="x", name_en="x")
            fill_texts(ground, made, [name for name in CAST if sees_party(name, customer)], ("code", "path"))
        raw = {"title": "own-host", "ci_class": "virtual_machine", "project": "own-ops"}
        ours = acts.open_record(process, actor=actor, raw=raw)
        for customer in ("alpha", "beta"):
            theirs = next(record for record in ground.records[customer] if record.kind == "ci")
            Sighting.objects.create(
                record_id=theirs.pk, seen_at=now(), is_equal=True, source=ground.secret("sighting", entitled(theirs))
            )
            for source, target in ((theirs, ours), (ours, theirs)):
                # By the same columns that an act writes; it would refuse to name another customer's item.
                stated = [{"relation": "uses", "target": target.number}]
                ConfigurationItem.objects.filter(pk=source.pk).update(relations=stated)
                ConfigurationItem.objects.filter(pk=source.pk).update(relations=[])

"""The ground of release management: a run of a pipeline for each release, and a site of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.people.context import now
from steward.processes.release.models import Build, Rollout
from tests.people import as_

if TYPE_CHECKING:
    from collections.abc import Callable

    from steward.kernel.models import Record
    from tests.rights.ground import Ground


def release(
    ground: Ground, entitled: Callable[[Record, int], frozenset[str]], is_provider: Callable[[str], bool]
) -> None:
    """What a pipeline told is for the provider's people; its row goes with the release and is never altered."""
    with as_("service-head"):
        for records in ground.records.values():
            known: dict[str, Record] = {record.kind: record for record in records}
            theirs = known["release"]
            Rollout.objects.filter(pk=known["rollout"].pk).update(release_id=theirs.pk)
            everybody = entitled(theirs, 1)
            names = ("run", "build_reference", "site", "url")
            texts = {name: ground.secret(f"build{name}", filter(is_provider, everybody), everybody) for name in names}
            told = {"stage": "build", "outcome": "passed", "ended_at": now(), "received_at": now()}
            Build.objects.create(record_id=theirs.pk, **told, **texts)

"""The release policy: every part, one in force (manual 9.1.1)."""

from __future__ import annotations

import pytest

from steward.kernel.catalogue import process_of
from steward.kernel.intake.values import field_of
from tests.people import as_
from tests.processes.release.releases import (
    PARTS,
    decide,
    move,
    open_,
    policy,
    why,
)

pytestmark = pytest.mark.django_db


def test_one_policy_is_in_force() -> None:
    first = policy()
    second = open_("release_policy", title="x", **PARTS)
    move(second, "submit", review_on="2027-06-01")
    assert first.number in why(decide, second, "approve", by="service-head")
    move(first, "end", by="service-head", end_reason="新版")
    assert decide(second, "approve", by="service-head").state == "in_force"


@pytest.mark.parametrize("name", ["frequency", "authority", "version_pattern", "grouping", "automation", "acceptance"])
def test_a_policy_lacks_no_part(name: str) -> None:

    made = open_("release_policy", title="x", **{**PARTS, name: [] if name == "authority" else ""})
    label = str(field_of(process_of("release_policy"), name).verbose_name)
    with as_("keeper"):
        assert label in why(move, made, "submit", review_on="2027-06-01")

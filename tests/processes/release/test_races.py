"""Two at the same moment: one policy comes into force, one release gets the version (B8)."""

from __future__ import annotations

from typing import Any

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Record
from steward.kernel.refusal import Refused
from tests.faults.test_races import at_once
from tests.people import as_
from tests.processes.release.releases import PARTS, decide, move, open_

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_policies_comes_into_force() -> None:
    drafts = [open_("release_policy", title=f"策略{turn}", **PARTS) for turn in range(2)]
    for draft in drafts:
        move(draft, "submit", review_on="2027-06-01")
    answers = at_once([lambda each=draft: decide(each, "approve", by="service-head") for draft in drafts])
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    with as_("keeper"):
        assert Record.objects.filter(kind="release_policy", state="in_force").count() == 1


def test_one_of_several_releases_gets_the_version() -> None:
    def opened() -> Any:
        with as_("keeper") as actor:
            raw = {"title": "x", "project": "alpha-ops", "version_label": "mail-1.0.0"}
            return acts.open_record(process_of("release"), actor=actor, raw=raw)

    answers = at_once([opened] * 4)
    assert sum(not isinstance(answer, Refused) for answer in answers) == 1

"""A management review from its inputs to its followed decisions, and every refusal (manual 2.1.11, 3.3.3, 3.4.3)."""

from __future__ import annotations

import pytest

from steward.kernel import acts, raising
from steward.kernel.catalogue import process_of
from steward.kernel.models import Proof
from steward.kernel.refusal import Invalid, Refused
from steward.oversight.audit.models import INPUTS
from tests.oversight.audit.told import (
    CONCLUDED,
    DAY,
    DECISION,
    MONDAY,
    fetched,
    held,
    moved,
    nonconformity,
    organised,
    review,
)
from tests.people import as_

pytestmark = pytest.mark.django_db
KIND = "management_review"


@pytest.fixture(autouse=True)
def ground() -> None:
    organised()


def test_it_gathers_every_input_once_and_never_again() -> None:
    open_one = nonconformity("contain")
    number = review(influences="客户数据中心搬迁")
    record = moved(KIND, number, "gather_inputs", "quality")
    assert {key for key, _label in INPUTS} - {row["input"] for row in record.inputs} == {"former"}
    assert open_one in {row.get("record") for row in record.inputs}
    assert "客户数据中心搬迁" in {row.get("subject") for row in record.inputs}
    assert {row["process"] for row in record.inputs if row["input"] == "processes"} >= {"incident"}
    before = record.inputs
    nonconformity("contain")
    with pytest.raises(Refused):
        moved(KIND, number, "gather_inputs", "quality")
    with pytest.raises(Refused, match=r"no such field|没有该字段"), as_("quality") as actor:
        acts.amend(process_of(KIND), number, actor=actor, raw={"inputs": []}, version=None)
    with pytest.raises(Refused), as_("quality") as actor:
        acts.amend(process_of(KIND), number, actor=actor, raw={"influences": "x"}, version=None)
    assert fetched(KIND, number).inputs == before


def test_it_is_concluded_when_it_has_been_held_by_top_management() -> None:
    number = review()
    moved(KIND, number, "gather_inputs", "quality")
    with pytest.raises(Refused, match="2026-03-03"):
        moved(KIND, number, "record_conclusions", "quality", MONDAY, **CONCLUDED)
    with pytest.raises(Refused, match=r"top management|最高管理者"):
        moved(
            KIND,
            number,
            "record_conclusions",
            "quality",
            MONDAY + DAY,
            **CONCLUDED | {"attendees": [{"person": "p-desk"}]},
        )
    record = moved(KIND, number, "record_conclusions", "quality", MONDAY + DAY, **CONCLUDED)
    with as_("quality"):
        proved = set(Proof.objects.filter(record_id=record.pk).values_list("clause", flat=True))
    assert (record.state, proved) == ("held", {"2.1.11", "3.4.3"})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"who": "nobody-known"}, "nobody-known"),
        ({"until": "2026-03-01"}, "2026-03-03"),
        ({"done_on": "2026-03-01", "result": "x"}, "2026-03-03"),
        ({"done_on": "2026-03-04"}, DECISION["what"]),
    ],
)
def test_what_it_decides_follows_it(wrong: dict[str, str], said: str) -> None:
    number = review()
    moved(KIND, number, "gather_inputs", "quality")
    with pytest.raises(Invalid, match=said):
        moved(
            KIND,
            number,
            "record_conclusions",
            "quality",
            MONDAY + 2 * DAY,
            **CONCLUDED | {"resolutions": [DECISION | wrong]},
        )


def test_it_is_closed_when_its_decisions_are_done_and_the_next_one_asks_for_them() -> None:
    number = held()
    following = review("2026-04-01")
    record = moved(KIND, following, "gather_inputs", "quality", MONDAY + 30 * DAY)
    (former,) = (row for row in record.inputs if row["input"] == "former")
    assert (former["record"], former["subject"], former["verdict"]) == (number, DECISION["what"], "breached")
    with pytest.raises(Refused, match=DECISION["what"]):
        moved(KIND, number, "close", "quality", MONDAY + 30 * DAY)
    done = [{**DECISION, "done_on": "2026-03-19", "result": "夜班差错降为零"}]
    with as_("quality", MONDAY + 30 * DAY) as actor:
        acts.amend(process_of(KIND), number, actor=actor, raw={"resolutions": done}, version=None)
    assert moved(KIND, number, "close", "quality", MONDAY + 30 * DAY).state == "closed"


def test_a_decision_is_raised_as_a_nonconformity() -> None:
    with as_("quality", MONDAY + 2 * DAY) as actor:
        raw = {"title": "夜班差错", "grade": "minor", "found_by": "review"}
        made = raising.raise_from(process_of(KIND), held(), process_of("nonconformity"), actor=actor, raw=raw)
        assert acts.fetch(process_of("nonconformity"), made.number, actor).description == CONCLUDED["conclusions"]

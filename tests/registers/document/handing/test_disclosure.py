"""A document for a third party: asked for, reviewed, approved, handed over numbered and marked (manual 1.4.5)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Refused
from steward.people.models import Duty, Person
from steward.registers.document.handing.models import Copy
from tests.people import as_
from tests.registers.document.test_pages import page
from tests.registers.document.told import DAY, MONDAY, PROCEDURE, in_force

pytestmark = pytest.mark.django_db
LATER = MONDAY + 2 * DAY


def directed() -> None:
    """A deputy and a general manager: the cast has none."""
    with as_("service-head"):
        for code, role in (("p-nobody", "general_manager"), ("p-manager", "deputy_general_manager")):
            person = Person.objects.get(code=code)
            Duty.objects.create(person=person, role=role, starts_on=date(2025, 1, 1))


def asked(edition: str, **raw: Any) -> str:
    """A request by the customer service manager; answers its number."""
    given = {
        "project": "own-ops", "edition": edition, "recipient": "Registrar", "purpose": "Audit of stage 1",
        "back_by": "2026-12-31", **raw,
    }  # fmt: skip
    with as_("service-head", LATER) as actor:
        return acts.open_record(process_of("disclosure"), actor=actor, raw=given).number


def moved(number: str, name: str, who: str = "service-head", at: Any = LATER, **raw: Any) -> Any:
    with as_(who, at) as actor:
        return acts.move(process_of("disclosure"), number, name, actor=actor, raw=raw, version=None)


def decided(number: str, name: str, who: str, at: Any = LATER) -> Any:
    with as_(who, at) as actor:
        return acts.decide(
            process_of("disclosure"), number, name, actor=actor, verdict="approved", remark="", version=None
        )


def handed_over(edition: str) -> str:
    """The whole way; answers the number."""
    number = asked(edition)
    moved(number, "submit")
    decided(number, "endorse", "manager")
    decided(number, "approve", "nobody")
    moved(number, "hand_over", received_by="A. Auditor")
    return number


def test_nothing_leaves_before_both_have_decided_and_what_left_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    directed()
    number = asked(in_force())
    with pytest.raises(Refused):
        moved(number, "hand_over", received_by="A. Auditor")
    moved(number, "submit")
    with pytest.raises(Refused, match="不能审批自己提交"):
        decided(number, "endorse", "service-head")
    with pytest.raises(Refused):
        decided(number, "approve", "nobody")
    decided(number, "endorse", "manager")
    assert page("quality", f"/documents/{PROCEDURE}/paper.pdf?copy=1").status_code == 404
    decided(number, "approve", "nobody")
    assert moved(number, "hand_over", received_by="A. Auditor").state == "handed_over"
    papers: list[Any] = []
    monkeypatch.setattr(
        "steward.surface.printing.frame.press.pdf", lambda paper: bytes(papers.append(paper) or b"%PDF")
    )
    assert page("quality", f"/documents/{PROCEDURE}/paper.pdf?copy=1").status_code == 200
    assert f"Copy no. 1, for Registrar alone ({number})" in papers[0].mark
    assert page("engineer", f"/documents/{PROCEDURE}/paper.pdf?copy=1").status_code == 403
    assert "?copy=1" in page("quality", f"/disclosure/{number}/").content.decode()


def test_one_person_does_not_decide_twice() -> None:
    directed()
    with as_("service-head"):
        Duty.objects.create(
            person=Person.objects.get(code="p-manager"), role="general_manager", starts_on=date(2025, 1, 1)
        )
    number = asked(in_force())
    moved(number, "submit")
    decided(number, "endorse", "manager")
    with pytest.raises(Refused, match="您已审核"):
        decided(number, "approve", "manager")


def test_what_is_no_longer_in_force_or_too_late_stays_here() -> None:
    directed()
    first = in_force()
    number = asked(first)
    late = asked(first, back_by="2026-03-01")
    with pytest.raises(Refused, match="2026-03-01"):
        moved(late, "submit")
    in_force(MONDAY + 5 * DAY, reason="Wider.")
    with pytest.raises(Refused, match="不是有效版本"):
        moved(number, "submit")


def test_a_copy_outside_comes_back_by_its_disclosure() -> None:
    directed()
    edition = in_force()
    number = handed_over(edition)
    with as_("quality"):
        copy = Copy.objects.get(disclosed_by=number)
    answer = page("quality", f"/edition/{edition}/copies/", copy=copy.pk, ending="returned")
    assert (answer.status_code, number in answer.content.decode()) == (403, True)
    assert moved(number, "take_back", ending="returned").state == "given_back"
    with as_("quality"):
        copy.refresh_from_db()
    assert (copy.ending, copy.place, copy.holder_id) == ("returned", "Registrar", None)

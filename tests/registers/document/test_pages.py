"""The register as a tree, a document as it is read, compared and printed (manual 1.4.3, 2.2.1, 2.2.4)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from steward.oversight.conformity.pack import documents
from steward.people.models import User
from steward.registers.document.models import Edition
from tests.people import as_
from tests.registers.document.disposing.told import closed, registered
from tests.registers.document.told import DAY, MONDAY, PROCEDURE, drafted, in_force

pytestmark = pytest.mark.django_db
SECOND = [
    {
        "heading_zh": "1 目的",
        "heading_en": "1 Purpose",
        "zh": "改动**可控**，见 [[ITSM-A-01]]。",
        "en": "Changes are tame.",
    },
    {
        "heading_zh": "2 职责",
        "heading_en": "2 Duties",
        "zh": "| 岗位 | 职责 |\n|---|---|\n| 甲 | <b>审</b> |",
        "en": "x",
    },
]


def page(who: str, path: str, **data: Any) -> Any:
    """What somebody is answered; a form where data is given."""
    client = Client()
    with as_("service-head"):
        account = User.objects.get(username=who)
    client.force_login(account)
    return client.post(path, data) if data else client.get(path)


def test_the_tree_tells_what_is_in_force_being_made_and_late() -> None:
    in_force()
    made = drafted(MONDAY + 2 * DAY, reason="x").number
    text = page("engineer", "/documents/").content.decode()
    assert text.index("ITSM-A-01") < text.index("ITSM-B-14") < text.index("2027-03-03")
    assert made not in text
    assert made in page("quality", "/documents/").content.decode()
    with as_("quality"):
        Edition.objects.filter(in_force_of__code=PROCEDURE).update(review_on="2026-04-01")
    late = page("engineer", "/documents/?late=1").content.decode()
    assert "ITSM-B-14" in late
    assert "ITSM-A-01" not in late


def test_a_department_finds_its_documents_what_is_due_and_what_may_go() -> None:
    in_force()
    registered(department="", author_role="service_desk")
    old = [closed() for _turn in range(2)]
    closed(MONDAY)
    url = "/documents/?department=customer_service"
    text = page("service-head", url).content.decode()
    assert "<h1>Customer service</h1>" in text
    assert 'href="/disposal/new/?record_type=ITSM-D-41&amp;project=own-ops"' in text
    assert "Propose the disposal of 2" in text
    assert "layer=C&amp;department=customer_service" in text
    seen = page("engineer", url).content.decode()
    assert "/disposal/new/" not in seen
    assert "事件记录" in seen
    assert all(number not in seen for number in old)
    form = page("service-head", "/registers/document/new/?layer=C&department=customer_service").content.decode()
    assert '<option value="customer_service" selected>' in form


def test_the_page_of_a_department_is_not_dear() -> None:
    in_force()
    registered(department="", author_role="service_desk")
    closed()
    client = Client()
    with as_("service-head"):
        client.force_login(User.objects.get(username="service-head"))
    client.get("/account/")  # the first request keeps the new session
    with CaptureQueriesContext(connection) as captured:
        client.get("/documents/?department=customer_service")
    free = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    asked = [query["sql"] for query in captured if not query["sql"].lstrip().upper().startswith(free)]
    assert len(asked) <= 12, "\n".join(asked)


def test_documents_are_found_by_words_of_their_text_in_force() -> None:
    in_force(sections=SECOND)
    for words, found in (("tame", True), ("可控", True), ("b-14", True), ("nowhere", False)):
        text = page("engineer", f"/documents/?q={words}").content.decode()
        assert ("变更管理程序" in text) == found, words


def test_what_is_in_force_goes_along_in_an_audit_pack() -> None:
    in_force(sections=SECOND)
    with as_("auditor") as actor:
        ((address, content),) = documents.parts(actor, documents.held())
    assert address == f"documents/{PROCEDURE}.html"
    assert "Changes are tame." in content.decode() or "可控" in content.decode()


def test_everybody_of_ours_reads_what_is_in_force_and_nothing_else() -> None:
    in_force(sections=SECOND)
    text = page("engineer", f"/documents/{PROCEDURE}/").content.decode()
    assert "<strong>可控</strong>" in text
    assert "<a href='/documents/ITSM-A-01/'>ITSM-A-01 IT服务管理手册</a>" in text
    assert "&lt;b&gt;审&lt;/b&gt;" in text
    assert page("customer-a", f"/documents/{PROCEDURE}/").status_code == 404
    drafted(MONDAY + 3 * DAY, reason="x")
    assert page("engineer", f"/documents/{PROCEDURE}/?edition=2.0").status_code == 422
    assert page("quality", f"/documents/{PROCEDURE}/?edition=2.0").status_code == 200


def test_it_tells_what_changed_in_both_languages() -> None:
    in_force()
    in_force(MONDAY + 5 * DAY, sections=SECOND, reason="Wider.")
    text = page("quality", f"/documents/{PROCEDURE}/?edition=2.0&against=1.0").content.decode()
    assert "<del>controlled</del><ins>tame</ins>" in text
    assert "2 Duties" in text
    assert "改动" in text


def test_the_next_edition_begins_with_the_text_in_force() -> None:
    in_force(sections=SECOND)
    assert page("quality", f"/documents/{PROCEDURE}/draft/", reason="").status_code == 403
    answer = page("quality", f"/documents/{PROCEDURE}/draft/", reason="Asked by the board.")
    assert answer.status_code == 303
    with as_("quality"):
        made = Edition.objects.get(edition="2.0")
        assert (made.sections, made.reason, made.project.code) == (SECOND, "Asked by the board.", "own-ops")


def test_it_is_printed_with_number_edition_and_status(monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(sections=SECOND)
    set_papers: list[Any] = []
    monkeypatch.setattr(
        "steward.surface.printing.frame.press.pdf", lambda paper: bytes(set_papers.append(paper) or b"%PDF")
    )
    answer = page("quality", f"/documents/{PROCEDURE}/paper.pdf")
    assert answer["Content-Type"] == "application/pdf"
    paper = set_papers[0]
    assert (paper.number, paper.edition, paper.stamp.text) == (PROCEDURE, "Edition 1.0", "In force")
    assert "Uncontrolled copy" in paper.mark


def test_a_document_without_editions_says_so() -> None:
    assert "还没有任何版本" in page("engineer", "/documents/ITSM-A-01/").content.decode()
    assert page("engineer", "/documents/ITSM-X-01/").status_code == 404


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"code": "ITSM-C-01"}, "names layer C"),
        ({"code": "B14"}, "letters, the layer"),
        ({"parent": ""}, "only the manual"),
        ({"clauses": "99.9"}, "99.9"),
        ({"approver_role": ""}, "who approves"),
        ({"layer": "D", "code": "ITSM-D-07"}, "under it stands no document of layer D"),
    ],
)
def test_the_register_refuses_what_contradicts(values: dict[str, str], said: str) -> None:
    row = {
        "code": "ITSM-B-98", "name_zh": "变更管理程序", "name_en": "Change", "layer": "B", "parent": "ITSM-A-01",
        "author_role": "customer_service_manager", "approver_role": "service_department_manager",
        "review_months": "12", "retention_years": "3", **values,
    }  # fmt: skip
    answer = page("quality", "/registers/document/new/", **row)
    assert answer.status_code == 422
    assert said in answer.content.decode()

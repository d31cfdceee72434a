"""Pictures and uploaded texts of what was issued are opened by all of ours, and by nobody else (manual 2.2.4)."""

from __future__ import annotations

import io

import pytest

from steward.kernel.attaching import attach
from steward.kernel.catalogue import process_of
from steward.kernel.models import Attachment
from steward.registers.document.models import IssuedFile
from tests.people import as_
from tests.registers.document.test_pages import page
from tests.registers.document.told import DAY, MONDAY, PROCEDURE, TEXT, decided, drafted, moved

pytestmark = pytest.mark.django_db
PICTURED = [{**TEXT[0], "zh": "![流程](flow.png)", "en": "![The flow](flow.png)"}]


def _attached(number: str, name: str, at: object = MONDAY) -> int:
    with as_("quality", at) as actor:
        made = attach(
            process_of("edition"), number, actor=actor, name=name, media_type="image/png",
            content=io.BytesIO(f"bytes of {name}".encode()),
        )  # fmt: skip
    return made.pk


def _put_in_force(number: str) -> None:
    moved(number, "submit", "quality", MONDAY, effective_on=(MONDAY + DAY).date().isoformat())
    decided(number, "endorse", "service-head", MONDAY)
    decided(number, "approve", "service-head", MONDAY)
    moved(number, "take_effect", "quality", MONDAY + DAY)


def test_a_picture_of_an_issued_text_is_seen_by_those_of_one_project_too() -> None:
    number = drafted(sections=PICTURED).number
    shown, other = _attached(number, "flow.png"), _attached(number, "remarks.png")
    url = f"/documents/{PROCEDURE}/files/{shown}/"
    assert page("engineer", url).status_code == 404
    _put_in_force(number)
    later = _attached(number, "flow.png", MONDAY + 2 * DAY)
    assert f"src='{url}'" in page("engineer", f"/documents/{PROCEDURE}/").content.decode()
    answer = page("engineer", url)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"bytes of flow.png")
    refused = [page("engineer", f"/documents/{PROCEDURE}/files/{pk}/").status_code for pk in (other, later)]
    assert [*refused, page("engineer", f"/edition/{number}/files/{shown}/").status_code] == [404] * 3
    for name in ("customer-a", "supplier-a"):
        assert page(name, url).status_code == 404


def test_an_uploaded_text_is_named_on_its_page_and_the_database_says_the_same() -> None:
    number = drafted(sections=[], is_file=True).number
    pk = _attached(number, "manual.docx")
    _put_in_force(number)
    text = page("engineer", f"/documents/{PROCEDURE}/").content.decode()
    assert f'<a href="/documents/{PROCEDURE}/files/{pk}/">manual.docx</a>' in text
    seen = {}
    for name in ("engineer", "customer-a", "supplier-a", "auditor"):
        with as_(name):
            seen[name] = (IssuedFile.objects.count(), Attachment.objects.filter(pk=pk).count())
    assert seen == {"engineer": (1, 0), "customer-a": (0, 0), "supplier-a": (0, 0), "auditor": (1, 1)}

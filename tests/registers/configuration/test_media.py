"""The definitive media library: checksums are of the kept file, checks read it again, failures show (8.1.6)."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

import pytest

from steward.kernel.attaching import attach, place_of
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Invalid
from steward.people.models import ServiceProject
from steward.registers.configuration import media
from steward.registers.configuration.models import ConfigurationItem, MediaCheck
from tests.people import as_
from tests.registers.configuration.items import amend, ci, needs
from tests.registers.configuration.test_audit_checks import visitor

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
CONTENT = b"master of the installation"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def master(title: str = "Rocky 9.4", **raw: Any) -> Any:
    return ci(title, "media", version_label="9.4", **raw)


def keep(item: Any) -> None:
    with as_("engineer") as actor:
        attach(
            process_of("ci"), item.number, actor=actor, name="x.iso", media_type="", content=io.BytesIO(CONTENT)
        )  # fmt: skip


def stated(item: Any) -> Any:
    with as_("engineer"):
        return ConfigurationItem.objects.get(pk=item.pk).attributes.get("checksum")


def check(item: Any, username: str = "engineer") -> Any:
    return visitor(username).post("/ci/media/?project=alpha-ops", {"number": item.number})


def flaws() -> list[str]:
    with as_("engineer") as actor:
        project = ServiceProject.objects.get(code="alpha-ops").pk
        return [each.title for each in media.library_of(project, actor) if each.flaw]


def test_a_checksum_is_one_and_that_of_the_kept_file_where_none_is_typed() -> None:
    for wrong in ("abc", "g" * 64):
        with pytest.raises(Invalid):
            master(attributes={"checksum": wrong})
    elsewhere = master("Elsewhere", attributes={"checksum": "A" * 64, "location": "https://example.com/x.iso"})
    kept = master(attributes={"location": "library"})
    assert flaws() == ["Rocky 9.4"]
    keep(kept)
    amend(kept.number, attributes={"location": "library"})
    assert (stated(elsewhere), stated(kept), flaws()) == ("a" * 64, SHA256, [])


def test_a_check_reads_the_file_again_and_the_library_shows_what_failed() -> None:
    kept = master(attributes={"checksum": SHA256})
    keep(kept)
    ci("sh1-vm-1", relations=needs(kept, relation="uses"))
    assert check(kept).status_code == 303
    place_of(SHA256).write_bytes(b"altered")
    assert (check(kept).status_code, flaws()) == (303, ["Rocky 9.4"])
    place_of(SHA256).unlink()
    check(kept)
    with as_("engineer"):
        outcomes = list(MediaCheck.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == ["matches", "differs", "lost"]
    assert "1 个介质" in visitor("engineer").get("/ci/health/?project=alpha-ops").content.decode()
    page = visitor("engineer").get("/ci/media/?project=alpha-ops").content.decode()
    assert '<td class="number">1</td>' in page


def test_what_can_t_be_checked_is_refused_with_its_reason() -> None:
    elsewhere, bare = master("Elsewhere", attributes={"checksum": SHA256}), master()
    keep(bare)
    answers = [check(elsewhere), check(bare), check(elsewhere, "desk"), check(elsewhere, "customer-a")]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 404]
    assert bare.number in answers[1].content.decode()
    with as_("engineer"):
        assert not MediaCheck.objects.exists()

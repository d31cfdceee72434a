"""An edition is written section by section, or as a whole text; the starter texts are sound (manual 1.4.3, 10)."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from steward.contents import by_kind
from steward.kernel.attaching import attach
from steward.kernel.catalogue import process_of
from steward.kernel.clauses import clauses
from steward.kernel.ledger import keeper
from steward.people.context import acting
from steward.people.models import User
from steward.registers.document import paper, queries, starting
from steward.registers.document.layers import APPROVERS, AUTHORS
from steward.registers.document.models import Document, Edition
from steward.registers.document.text import sections
from steward.registers.document.text.markup import Figure, blocks_of
from steward.registers.document.text.shown import Known, shown
from steward.surface.paper.content import Picture
from tests.people import as_
from tests.registers.document.test_pages import page
from tests.registers.document.told import MONDAY, PROCEDURE, TEXT, drafted, fetched, moved

pytestmark = pytest.mark.django_db


def test_a_section_is_written_beside_its_other_language() -> None:
    made = drafted(sections=TEXT)
    path = f"/edition/{made.number}/text/"
    assert "改动可控。" in page("quality", f"{path}?section=1").content.decode()
    typed = {"section": "1", "version": str(made.version), "heading_zh": "1 目的", "heading_en": "1 Aim"}
    shown_to = page("quality", path, **typed, zh="**稳**", en="Steady.", step="preview").content.decode()
    assert "<strong>稳</strong>" in shown_to
    assert fetched(made.number).sections == TEXT
    answer = page("quality", path, **typed, zh="稳", en="Steady.", step="insert")
    assert answer["Location"].endswith("?section=2")
    first, second = fetched(made.number).sections
    assert (first["en"], first["heading_en"], second["heading_en"]) == ("Steady.", "1 Aim", "New section")
    stale = page("quality", path, **typed, zh="再", en="Again.", step="save")
    assert stale.status_code == 409
    assert "Again." in stale.content.decode()
    assert "Steady." in stale.content.decode()
    assert f'name="version" value="{fetched(made.number).version}"' in stale.content.decode()


def test_a_picture_is_shown_and_printed_by_the_name_of_its_file() -> None:
    shows = [{"heading_zh": "图", "heading_en": "Map", "zh": "![网络](net.png)", "en": "![Network](net.png)"}]
    made = drafted(sections=shows)
    drawn = (Path(__file__).parents[3] / "docs/guide/pictures/documents-read-en.png").read_bytes()
    with as_("quality") as actor:
        kept = attach(
            process_of("edition"), made.number, actor=actor, name="net.png", media_type="image/png",
            content=io.BytesIO(drawn),
        )  # fmt: skip
    path = f"/documents/{PROCEDURE}/?edition=1.0"
    assert f"<img src='/edition/{made.number}/files/{kept.pk}/'" in page("quality", path).content.decode()
    with as_("quality") as actor:
        (text,) = queries.editions_of(made.document, actor)
        printed = paper.of(made.document, text, actor)
    assert Picture(drawn, "png", "Network") in printed.blocks or Picture(drawn, "png", "网络") in printed.blocks


def test_a_whole_text_is_taken_apart_at_its_headings() -> None:
    made = drafted()
    path, version = f"/edition/{made.number}/text/", str(made.version)
    both = {"section": "0", "version": version, "step": "save", "whole_zh": "## 一\n\n甲\n\n### 二\n\n乙"}
    refused = page("quality", path, **both, whole_en="## One\n\na")
    assert refused.status_code == 422
    assert "part at “二”" in refused.content.decode()
    assert page("quality", path, **both, whole_en="## One\n\na\n\n### Two\n\nb").status_code == 303
    rows = fetched(made.number).sections
    assert [(row.get("sub"), row["heading_en"], row["zh"]) for row in rows] == [
        (None, "One", "甲"),
        (True, "Two", "乙"),
    ]
    assert sections.whole(rows, "en") == "## One\n\na\n\n### Two\n\nb"


def test_what_is_under_review_is_not_written() -> None:
    number = drafted().number
    moved(number, "submit", "quality", MONDAY, effective_on="2026-03-03")
    assert page("quality", f"/edition/{number}/text/").status_code == 403


def test_nothing_but_its_few_signs_has_a_meaning() -> None:
    known = Known("甲公司", {}, {"net.png": "/x/"})
    line = "<script>a</script> `c` {{company}} [x](javascript:a) [y](/change/) CHG-000001 [[ITSM-Z-09]]"
    html = shown(f"{line}\n\n![网络](net.png)", known)
    assert "&lt;script&gt;" in html
    assert "javascript:a" in html
    assert re.findall(r"href='?\"?([^'\" >]+)", html) == ["/change/", "/change/CHG-000001/"]
    assert "甲公司" in html
    assert "<img src='/x/' alt='网络'>" in html
    assert isinstance(blocks_of("![网络](net.png)")[0], Figure)


def test_the_starter_texts_are_taken_in_once_and_name_what_there_is() -> None:
    actor = keeper()
    with acting(actor):
        taken = starting.take_in(actor)
        codes = {each.code for each in Document.objects.all()}
        for each in Document.objects.exclude(code__in=("ITSM-A-01", "ITSM-B-14")):
            assert each.author_role in AUTHORS, each.code
            assert each.approver_role in (*APPROVERS, ""), each.code
            assert each.process in {*by_kind(), ""}, each.code
        for edition in Edition.objects.all():
            assert sections.named_by(edition.sections)[0] <= codes, edition.title
            assert all(bool(row.get("zh")) == bool(row.get("en")) for row in edition.sections), edition.title
        assert taken.editions == Edition.objects.count() == len([each for each in starting.starters() if each.sections])
        assert starting.take_in(actor) == starting.Taken(0, 0)
    assert {
        number for each in starting.starters() for number in str(each.values.get("clauses", "")).split(", ") if number
    } <= {each.id for each in clauses()}


def test_the_starter_texts_are_asked_for_by_whoever_keeps_documents() -> None:
    client = Client()
    waiting = "select count(*) from procrastinate_jobs where task_name = 'steward.starters'"
    for who, status, jobs in (("engineer", 403, 0), ("quality", 303, 1)):
        with as_("service-head"):
            account = User.objects.get(username=who)
        client.force_login(account)
        assert client.post("/documents/starters/").status_code == status
        with as_("quality"), connection.cursor() as cursor:
            cursor.execute(waiting)
            assert cursor.fetchone() == (jobs,)

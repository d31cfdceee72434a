"""What is printed: its text and fonts, what each reader finds on it, and texts of people that look like markup."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from pypdf import PdfReader

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Audience
from steward.kernel.refusal import Refused
from steward.surface.exports import rows
from steward.surface.paper import press
from steward.surface.paper.content import (
    Contents,
    Facts,
    Heading,
    Paper,
    Picture,
    Prose,
    SignOff,
    Stamp,
    Table,
    as_data,
)
from steward.surface.paper.word import word
from tests.acting_as import as_, opened
from tests.surface.exported import asked, carried_out, saved, visitor

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
HOSTILE = (
    '#read("/etc/passwd") #image("/etc/hosts") $x^2$ *b* _i_ = h\n'
    '#{1+1} @a <b> \\ `c` // d /* e */ #import "@preview/x:1.0.0"'
)
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63606060600000000500"
    "01a5f645400000000049454e44ae426082"
)


def read(pdf: bytes) -> str:
    """The text of all pages, without the places where a long word may be parted."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\u200b", "")


def fonts_of(pdf: bytes) -> list[Any]:
    """What each font of a paper is described by."""
    found = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            found += [each.get_object()["/FontDescriptor"] for each in font.get_object()["/DescendantFonts"]]
    return found


def words_of(docx: bytes) -> str:
    """The text of a Word file, tables and head included."""
    document = Document(io.BytesIO(docx))
    head = [each.text for each in document.sections[0].header.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*head, *(each.text for each in document.paragraphs), *cells])


def told() -> str:
    """An incident with a note inside and a reply outside, its number."""
    record = opened(title="核心交换机 down", description=HOSTILE, team="network")
    incident = process_of("incident")
    with as_("desk") as actor:
        acts.comment(incident, record.number, actor=actor, body="WITHIN-US", reach=Audience.INTERNAL)
        acts.comment(incident, record.number, actor=actor, body="To the customer", reach=Audience.CUSTOMER)
    return record.number


def test_a_record_is_printed_with_its_fonts_and_texts_of_people_stay_texts() -> None:
    number = told()
    pdf = saved(visitor("desk"), f"/incident/{number}/paper.pdf")
    text = read(pdf)
    assert b"pdfaid:part>2<" in PdfReader(io.BytesIO(pdf)).xmp_metadata.stream.get_data().replace(b"</", b"<")
    assert all({"/FontFile2", "/FontFile3"} & set(font) for font in fonts_of(pdf))
    for line in (number, "核心交换机 down", "WITHIN-US", "To the customer", *HOSTILE.split("\n"), "第 1 页，共 1 页"):
        assert line in text, text
    docx = words_of(saved(visitor("desk"), f"/incident/{number}/paper.docx"))
    for line in (number, "核心交换机 down", "WITHIN-US", "To the customer", *HOSTILE.split("\n")):
        assert line in docx, docx


def test_a_reader_finds_on_paper_what_he_finds_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    number = told()
    monkeypatch.setattr(press, "pdf", lambda paper: repr(as_data(paper)).encode())
    page = saved(visitor("customer-a"), f"/incident/{number}/paper.pdf").decode()
    assert "To the customer" in page
    assert "WITHIN-US" not in page
    assert "network" not in page
    assert visitor("customer-b").get(f"/incident/{number}/paper.pdf").status_code == 404
    assert visitor("desk").get(f"/incident/{number}/paper.exe").status_code == 403
    refused = visitor("desk").get(f"/incident/{number}/paper.pdf?text=team")
    assert refused.status_code == 422
    assert "description" in refused.content.decode()
    alone = saved(visitor("desk"), f"/incident/{number}/paper.pdf?text=description").decode()
    assert "#read" in alone
    assert "WITHIN-US" not in alone


def test_the_press_reads_nothing_but_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "paper.typ").write_text('#read("/etc/passwd")')
    (tmp_path / "content.json").write_text("{}")
    words = [sys.executable, "-I", str(press.HERE / "typesetting.py"), str(tmp_path), str(press.HERE / "fonts")]
    done = subprocess.run(words, env={}, capture_output=True, text=True, check=False)
    assert done.returncode
    assert "not found" in done.stderr
    assert not (tmp_path / "paper.pdf").exists()


def test_a_paper_that_takes_too_long_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "MOST_SECONDS", 0.001)
    with pytest.raises(Refused, match="过长"):
        press.pdf(controlled())


def controlled(*, language: str = "zh-hans") -> Paper:
    """A document of every block."""
    blocks = (
        Contents("目录"), Heading("范围"), Prose("一\n二\n\n三"), Facts((("编号", "D-1"), ("版本", "2"))),
        Table(("#", "步骤"), tuple((str(n), f"step {n}") for n in range(1, 120)), numbers=(0,), widths=(1, 5)),
        Picture(DOT, "png", "图一", 0.1),
        SignOff(("环节", "人员", "日期", "签字"), (("编制", "张伟", "2026-03-01"),), by_hand=True),
        Facts(()), Prose("𠮷 and a smiley 😀"),
    )  # fmt: skip
    return Paper(
        "Configuration plan", "蓝石", language, "printed by …", "Page {n} of {m}", blocks,
        number="D-1", edition="Edition 2", stamp=Stamp("In force", "good"), mark="Uncontrolled copy",
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_controlled_document_has_head_contents_repeated_heads_and_sign_off(language: str) -> None:
    pdf = press.pdf(controlled(language=language))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) > 2
    for at, page in enumerate(pages, 1):
        for words in ("D-1", "Edition 2", "In force", "Uncontrolled copy", f"Page {at} of {len(pages)}"):
            assert words in page
    assert all("步骤" in page for page in pages[:-1])
    text = words_of(word(replace(controlled(), is_wide=True)))
    for words in ("D-1", "Edition 2", "In force", "step 119", "张伟", "签字"):
        assert words in text


def test_a_word_file_has_its_contents_before_word_has_counted_the_pages() -> None:
    shown = [each.text for each in Document(io.BytesIO(word(controlled(language="zh-hans")))).paragraphs]
    assert shown.count("范围") == 2


def test_a_list_is_printed_at_once_or_by_a_job_and_never_endless(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    numbers = [opened(title=f"打印机 {turn}").number for turn in range(3)]
    text = read(saved(visitor("desk"), "/incident/export.pdf?state=all&team=none"))
    assert all(number in text for number in numbers)
    assert "筛选条件" in text
    pk = asked("desk", form="docx")
    assert carried_out("desk", pk).state == "done"
    assert all(number in words_of(saved(visitor("desk"), f"/exports/{pk}/file/")) for number in numbers)
    monkeypatch.setitem(rows.LIMITS, "pdf", (1, 2))
    assert "2" in visitor("desk").get("/incident/export.pdf?state=all").content.decode()
    stopped = carried_out("desk", asked("desk", form="pdf"))
    assert (stopped.state, stopped.why) == ("stopped", "too_long_for_paper")

"""Any packing, encoding and quoting is read; what cannot be is named, and nothing grows without bound."""

import gzip
import lzma
import random
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from steward.channel.ticket_log.reading import opened
from steward.channel.ticket_log.sentences import FileRefused, MappingRefused
from tests.channel.ticket_log.made import CASES, EVENTS, HEADER, imported, mapping_of, reading, reasons

ROW = "T1,2020-01-01 10:00,2020-01-01 09:00,Title,ann,net,N,0\n"


def limited(limit: str) -> str:
    return EVENTS.replace("file: {", f"file: {{limits: {{{limit}}}, ")


def test_plain_gz_and_xz_are_known_by_their_bytes(tmp_path: Path) -> None:
    plain = (HEADER + ROW).encode()
    halves = lzma.compress(plain[:30]) + b"\0" * 8 + lzma.compress(plain[30:])
    for content in (
        plain,
        gzip.compress(plain),
        gzip.compress(plain[:30]) + gzip.compress(plain[30:]),
        halves,
    ):
        found, tally = imported(tmp_path, content, EVENTS)
        assert list(found) == ["T1"]
        assert tally.bad == []


@pytest.mark.parametrize(
    ("encoding", "title"),
    [("gb18030", "打印机𠮷坏了"), ("utf-16", "Größe"), ("latin-1", "Größe"), ("utf-8", "打印机")],
)
def test_any_encoding_is_read(tmp_path: Path, encoding: str, title: str) -> None:
    mapping = EVENTS.replace("file: {", f"file: {{encoding: {encoding}, ")
    found, _tally = imported(tmp_path, (HEADER + ROW.replace("Title", title)).encode(encoding), mapping)
    assert found["T1"].values["title"] == title


def test_the_signature_of_windows_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    found, _tally = imported(tmp_path, b"\xef\xbb\xbf" + (HEADER + ROW).encode(), EVENTS)
    assert list(found) == ["T1"]


def test_bytes_of_another_encoding_make_their_row_bad_alone(tmp_path: Path) -> None:
    content = (HEADER + ROW + ROW.replace("T1", "T2").replace("Title", "Größe")).encode("latin-1")
    found, tally = imported(tmp_path, content, EVENTS)
    assert list(found) == ["T1"]
    assert reasons(tally.bad) == [(3, "T2", "title: The bytes are not utf-8.")]


def test_every_bad_row_is_named_with_line_ticket_and_reason(tmp_path: Path) -> None:
    rows = [
        ROW,
        "T2,2020-01-01 10:00,2020-01-01 09:00,Title,ann,net,N\n",
        ROW.replace("T1", "T3").replace("0\n", "0,1\n"),
        ROW.replace("T1", "T4").replace("2020-01-01 10:00", "2020-02-30 10:00"),
        ROW.replace("T1", "T5").replace("2020-01-01 10:00", "1020-02-01 10:00"),
        ROW.replace("T1", "T6").replace(",N,", ",Z,"),
        ROW.replace("T1", "T7").replace(",N,", ",-100,"),
        ROW.replace("T1", "T8").replace(",0\n", ",-3\n"),
        ROW.replace("T1", ""),
        ROW.replace("T1", "T10").replace("Title", "?"),
        ROW.replace("T1", "T11").replace("Title", '"a"b'),
        ROW.replace("T1", "T12").replace("2020-01-01 10:00", "?"),
        ROW.replace("T1", "T13").replace("Title", "x" * 301),
        "\n",
        ROW.replace("T1", "T14").replace("Title", '"two\nlines"'),
        ROW.replace("T1", "T15").replace(",N,", ",,"),
    ]
    found, tally = imported(tmp_path, HEADER + "".join(rows), EVENTS)
    assert list(found) == ["T1", "T14"]
    assert [(line, ticket) for line, ticket, _reason in sorted(reasons(tally.bad))] == [
        (3, "T2"), (4, "T3"), (5, "T4"), (6, "T5"), (7, "T6"), (8, "T7"), (9, "T8"),
        (10, ""), (11, "T10"), (12, ""), (13, "T12"), (14, "T13"), (18, "T15"),
    ]  # fmt: skip
    said = {ticket: reason for _line, ticket, reason in reasons(tally.bad)}
    assert said["T2"] == "7 columns in place of 8."
    assert said["T4"].startswith("updated_at: `2020-02-30 10:00` is not a date as the mapping writes them")
    assert said["T5"] == "updated_at: The year of `1020-02-01 10:00` is outside 1970 to 2100."
    assert said["T6"] == "state: The mapping does not say what `Z` means."
    assert said["T7"] == "state: there is no earlier row whose value could be kept."
    assert said["T13"] == "title: 301 characters are more than the 300 that title holds."


def test_nul_and_direction_marks_are_taken_out_and_told(tmp_path: Path) -> None:
    found, tally = imported(tmp_path, HEADER + ROW.replace("Title", "a\0b\u202ec"), EVENTS)
    assert found["T1"].values["title"] == "abc"
    assert [remark.line for remark in tally.warnings] == [2]
    assert sum(tally.notes.values()) == 1


def test_a_quote_that_is_not_closed_costs_its_row_and_no_memory(tmp_path: Path) -> None:
    content = HEADER + ROW + ROW.replace("T1", 'T2,"') + "x" * 5000 + "\n" + ROW.replace("T1", "T3")
    found, tally = imported(tmp_path, content, limited("field_characters: 1000"))
    assert list(found) == ["T1", "T3"]
    assert "Is a quote opened and not closed?" in str(tally.bad[0].reason)


def test_a_line_without_end_is_cut(tmp_path: Path) -> None:
    content = HEADER + "a," * 10_000 + "\n" + ROW
    found, tally = imported(tmp_path, content, limited("field_characters: 100"))
    assert list(found) == ["T1"]
    assert reasons(tally.bad) == [(2, "a", "The line is longer than 400 characters.")]


def test_lines_may_end_in_any_way(tmp_path: Path) -> None:
    for end in ("\r\n", "\r", "\n"):
        found, tally = imported(tmp_path, (HEADER + ROW + ROW.replace("T1", "T2")).replace("\n", end), EVENTS)
        assert list(found) == ["T1", "T2"]
        assert tally.rows == 2


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_bomb_stops_at_the_limit_with_a_sentence(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(HEADER.encode() + b"\n" * 50_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FileRefused, match="expands to more than 1000000 bytes"):
        imported(tmp_path, bomb, limited("expanded_bytes: 1_000_000"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_an_xz_that_asks_for_much_memory_is_refused(tmp_path: Path) -> None:
    greedy = [{"id": lzma.FILTER_LZMA2, "dict_size": 256 * 1024 * 1024}]
    packed = lzma.LZMACompressor(filters=[{"id": lzma.FILTER_LZMA2, "preset": 0}])
    content = bytearray(packed.compress((HEADER + ROW).encode()) + packed.flush())
    wanted = lzma._encode_filter_properties(greedy[0])
    place = content.index(b"\x21\x01") + 2
    content[place : place + 1] = wanted
    with pytest.raises(FileRefused, match="damaged"):
        imported(tmp_path, bytes(content), EVENTS)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04abc", "zip file"),
        (gzip.compress(HEADER.encode() + ROW.encode() * 99)[:-20], "damaged or ends early"),
        (lzma.compress(HEADER.encode() + ROW.encode() * 99)[:-20], "damaged or ends early"),
        (lzma.compress(HEADER.encode())[:-20] + b"x" * 20, "damaged or ends early"),
    ],
)
def test_a_file_that_is_no_log_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        imported(tmp_path, content, EVENTS)


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    mapping = mapping_of(EVENTS)
    with (
        pytest.raises(FileRefused, match="cannot be read: No such file"),
        opened(tmp_path / "none", mapping.file),
    ):
        pass


def test_too_many_bad_rows_stop_the_import(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="More than 2 rows are bad, the last one at line 4: 1 columns"):
        imported(tmp_path, HEADER + "x\n" * 9, limited("bad_rows: 2"))


def test_a_column_that_is_not_there_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(MappingRefused, match=r"no column `title`. The nearest name is `titel`"):
        imported(tmp_path, HEADER.replace("title", "titel") + ROW, EVENTS)
    with pytest.raises(MappingRefused, match=r"Is file.delimiter right\?"):
        imported(tmp_path, HEADER.replace(",", ";") + ROW, EVENTS)
    with pytest.raises(MappingRefused, match="more than one column `team`"):
        imported(tmp_path, HEADER.replace("by", "team") + ROW, EVENTS.replace("actor: by", "actor: team"))


def test_names_may_come_from_the_mapping(tmp_path: Path) -> None:
    names = ", ".join(HEADER.strip().split(","))
    mapping = EVENTS.replace("file: {", f"file: {{skip_lines: 2, header: [{names}], ")
    found, _tally = imported(tmp_path, "Report of today\n\n" + ROW, mapping)
    assert list(found) == ["T1"]


def test_random_bytes_end_in_a_sentence(tmp_path: Path) -> None:
    dice = random.Random(4)  # noqa: S311  (the same every time)
    for _turn in range(200):
        content = HEADER.encode() + bytes(dice.choices(b'a,"\n\r;\0\xff\xc3T1-: 2020', k=300))
        found, tally = imported(tmp_path, content, EVENTS)
        assert found == {}
        assert tally.rows == len(tally.bad)


def test_progress_reaches_the_size_of_the_file(tmp_path: Path) -> None:
    mapping = mapping_of(CASES)
    with reading(tmp_path / "log", gzip.compress(b"id,opened,resolved,closed,title,state\n" * 9), mapping) as log:
        assert len(list(log.rows())) == 8
        assert log.position == log.size

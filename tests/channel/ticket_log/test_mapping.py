"""A mapping says everything or is refused, with every fault in one go."""

from pathlib import Path

import pytest

from steward.channel.ticket_log.loading import parse_mapping, read_mapping
from steward.channel.ticket_log.sentences import MappingRefused
from tests.channel.ticket_log.made import CASES, EVENTS, ROOT, complaints_of, mapping_of


def test_the_mappings_of_these_tests_are_good() -> None:
    assert complaints_of(EVENTS) == ""
    assert complaints_of(CASES) == ""


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("source: test", "", "source", "A text is wanted"),
        ("source: test", "source: my system", "source", "is no code"),
        ("project: {code: P}", "project: P", "project", "Keys and values are wanted"),
        ("project: {code: P}", "project: {code: P, nam: x}", "project.nam", "Did you mean `name`"),
        ("zone: UTC", "zone: Europe/Berlim", "zone", "no time zone"),
        ("zone: UTC", "zone: ../etc/passwd", "zone", "no time zone"),
        ("shape: events", "shape: rows", "shape", "events, cases"),
        ("shape: events", "shape: events\norder: down", "order", "newest_first"),
        ("shape: events", "shape: events\ncontiguous: ja", "contiguous", "yes, no"),
        ("shape: events", "shape: events\nopened_state: born", "opened_state", "new, assigned"),
        ('"%Y-%m-%d %H:%M"', '"%d %H:%M"', "dates", "does not give day, month and year"),
        ('"%Y-%m-%d %H:%M"', '"%Q"', "dates", "does not give day, month and year"),
        ('dates: "%Y-%m-%d %H:%M"', "", "columns.opened_at.dates", "No date format"),
        ("file: {null: ", "file: {encoding: rot13, null: ", "file.encoding", "no encoding"),
        ("file: {null: ", "file: {encoding: unicode_escape, null: ", "file.encoding", "no encoding"),
        ("file: {null: ", "file: {delimiter: ab, null: ", "file.delimiter", "One character"),
        ("file: {null: ", "file: {skip_lines: -1, null: ", "file.skip_lines", "whole number"),
        ("file: {null: ", "file: {limits: {bad_rows: many}, null: ", "file.limits.bad_rows", "whole number"),
        ("file: {null: ", "file: {encodng: ascii, null: ", "file.encodng", "Did you mean `encoding`"),
        ("  number: id\n", "", "columns.number", "no ticket can do without"),
        ("  updated_at: at\n", "", "columns.updated_at", "no ticket can do without"),
        ("  number: id\n", "  number: {column: id, missing: x}\n", "columns.number", "neither be translated"),
        ("team: team", "teem: team", "columns.teem", "Did you mean `team`"),
        ("team: team", "team: [a, b]", "columns.team.columns", "Only a category"),
        ("team: team", "team: {column: a, always: b}", "columns.team", "exactly one of"),
        ("team: team", "team: {}", "columns.team", "exactly one of"),
        ("team: team", "team: {template: abc}", "columns.team.template", "A template makes"),
        ("team: team", "team: {column: a, other: same}", "columns.team.other", "there are no values"),
        ("team: team", "priority: {column: p, cut: 3}", "columns.priority.cut", "Only a text"),
        ("team: team", "priority: {column: p, values: {a: 5}}", "columns.priority.values.a", "from 1 to 4"),
        ("team: team", "impact: {column: p, missing: 4}", "columns.impact.missing", "from 1 to 3"),
        ("team: team", "channel: contact", "columns.channel.values", "nothing is guessed"),
        ("team: team", "channel: {always: pigeon}", "columns.channel.always", "phone, mail"),
        ("{N: new", "{N: neu", "columns.state.values.N", "not known here"),
        ("{N: new", "{N: nothing", "columns.state.values.N", "cannot mean nothing"),
        (
            "team: team",
            "closed_at: {column: c, missing: 2020}",
            "columns.closed_at.missing",
            "cannot be made up",
        ),
        ("reopened: reopened", "number: x", "stated.number", "not known"),
        ("reopened: reopened", "Sth Else: x", "stated.Sth Else", "not known"),
        ("reopened: reopened", "mine: {column: x, as: word}", "stated.mine.as", "whole"),
        (
            "reopened: reopened",
            "sla_met: {column: x, values: {a: ja}}",
            "stated.sla_met.values.a",
            "neither yes",
        ),
        ("reopened: reopened", "sla_met: x", "stated.sla_met.values", "nothing is guessed"),
        (
            "reopened: reopened",
            "reopened: {column: x, values: {a: 1}, other: same}",
            "stated.reopened.other",
            "same",
        ),
    ],
)
def test_a_bad_key_is_named_with_what_and_why(old: str, new: str, key: str, words: str) -> None:
    assert old in EVENTS
    said = complaints_of(EVENTS.replace(old, new))
    assert f"map.yaml: {key}: " in said
    assert words in said


def test_all_faults_are_told_at_once() -> None:
    said = complaints_of(EVENTS.replace("source: test", "").replace("zone: UTC", "").replace("team: team", "teem: t"))
    assert len(said.splitlines()) == 3


def test_cases_have_no_previous_row() -> None:
    said = complaints_of(CASES.replace("C: closed", "C: keep_previous"))
    assert "columns.state.values.C: A case has one row" in said
    assert "key: Only event rows" in complaints_of(CASES + "key: [id]\n")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "keys and values"),
        (b"- a\n- b", "keys and values"),
        (b"a: [", "not YAML"),
        (b"a: 1\na: 2", "stands twice"),
        (b"a: !!python/object/apply:os.system [ls]", "A text is wanted"),
        (b"\xff\xfe", "not UTF-8"),
        (b"a: \x00", "not YAML"),
        (b"a: " + b"[" * 100_000, "not YAML"),
        (b"x" * 300_000, "no mapping"),
    ],
)
def test_what_is_no_mapping_is_refused_in_words(raw: bytes, words: str) -> None:
    choices = {"state": ("new",), "channel": ()}
    with pytest.raises(MappingRefused, match=words):
        parse_mapping(raw, name="map.yaml", choices=choices)


def test_aliases_that_would_expand_without_end_cost_nothing() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(20)
    )
    assert "not known here" in complaints_of(bomb)


def test_a_missing_mapping_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(MappingRefused, match="cannot be read: No such file"):
        read_mapping(tmp_path / "none.yaml", choices={"state": (), "channel": ()})


def test_words_stay_as_they_are_written() -> None:
    mapping = mapping_of(EVENTS.replace("{N: new", "{no: new, 007: new, 1.10: new, null: new, N: new"))
    assert set(mapping.rules["state"].values) >= {"no", "007", "1.10", "null"}


def test_the_mapping_that_ships_is_good() -> None:
    text = (ROOT / "src/steward/channel/ticket_log/mappings/servicenow.yaml").read_text()
    mapping = mapping_of(text)
    assert mapping.rules["state"].values["-100"] == "keep_previous"
    assert mapping.project.zh != mapping.project.en

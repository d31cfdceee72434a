"""Rows become histories: differences with old and new, stated times, and the same key for the same event."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from steward.channel.ticket_log.history import CaseHistory, Imprint, Standing, imprint, new_moves, standing
from tests.channel.ticket_log.made import CASES, EVENTS, HEADER, complaints_of, imported, reasons

FIRST = "T1,2020-01-01 10:00,2020-01-01 09:00,Title,ann,net,N,0\n"
LOG = HEADER + FIRST + (
    "T1,2020-01-01 11:00,2020-01-01 09:00,Title,bob,net,A,0\n"
    "T1,2020-01-01 11:30,2020-01-01 09:00,Title,bob,net,A,0\n"
    "T1,2020-01-01 12:00,2020-01-01 09:00,Title,eve,?,-100,1\n"
    "T1,2020-01-02 12:00,2020-01-01 09:00,Title,eve,db,C,1\n"
)  # fmt: skip


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2020, 1, day, hour, minute, tzinfo=UTC)


def told(history: CaseHistory) -> list[tuple[object, ...]]:
    return [(m.event, m.at, m.from_state, m.to_state, m.actor, dict(m.changes)) for m in history.moves]


def test_differences_between_rows_become_moves_with_old_and_new(tmp_path: Path) -> None:
    found, tally = imported(tmp_path, LOG, EVENTS)
    history = found["T1"]
    assert told(history) == [
        (0, at(1, 9), None, "new", None, {}),
        (2, at(1, 11), "new", "in_progress", "bob", {}),
        (4, at(1, 12), "in_progress", "in_progress", "eve", {"team": ("net", None), "reopened": (0, 1)}),
        (5, at(2, 12), "in_progress", "closed", "eve", {"team": (None, "db")}),
    ]
    assert (history.opened_at, history.updated_at, history.state) == (at(1, 9), at(2, 12), "closed")
    assert (history.values, history.stated) == ({"title": "Title", "team": "db"}, {"reopened": 1})
    assert (history.events, tally.rows, tally.quiet_rows) == (5, 5, 2)
    assert {str(note): count for note, count in tally.notes.items()} == {
        "state: `-100` keeps the previous value.": 1,
    }


def test_a_first_row_that_is_further_on_is_a_move_at_its_own_time(tmp_path: Path) -> None:
    found, _tally = imported(tmp_path, HEADER + FIRST.replace(",N,", ",R,"), EVENTS)
    assert told(found["T1"])[1] == (1, at(1, 10), "new", "resolved", "ann", {})


def test_rows_of_a_ticket_need_not_stand_together(tmp_path: Path) -> None:
    rows = LOG.splitlines(keepends=True)
    mixed = "".join(row + row.replace("T1", "T2") for row in rows[1:])
    found, _tally = imported(tmp_path, rows[0] + mixed, EVENTS)
    assert list(found) == ["T1", "T2"]
    assert told(found["T1"]) == told(found["T2"])


def test_a_contiguous_log_refuses_a_ticket_that_comes_again(tmp_path: Path) -> None:
    other = FIRST.replace("T1", "T2")
    found, tally = imported(
        tmp_path, LOG + other + FIRST, EVENTS.replace("shape: events", "shape: events\ncontiguous: yes")
    )
    assert list(found) == ["T1", "T2"]
    assert [(remark.line, remark.ticket) for remark in tally.bad] == [(8, "T1")]


def test_the_order_is_as_the_mapping_says(tmp_path: Path) -> None:
    rows = LOG.splitlines(keepends=True)
    straight = told(imported(tmp_path, LOG, EVENTS)[0]["T1"])
    backwards = rows[0] + "".join(rows[:0:-1])
    for order in ("time", "newest_first"):
        mapping = EVENTS.replace("shape: events", f"shape: events\norder: {order}")
        assert told(imported(tmp_path, backwards, mapping)[0]["T1"]) == straight


def test_odd_times_are_kept_and_named(tmp_path: Path) -> None:
    early = FIRST.replace("10:00", "08:00").replace(",N,", ",A,")
    _found, tally = imported(tmp_path, HEADER + FIRST + early, EVENTS)
    assert [line for line, _ticket, _reason in reasons(tally.warnings)] == [3, 3]
    assert "before it was opened" in reasons(tally.warnings)[0][2]
    assert "earlier than the row before it" in reasons(tally.warnings)[1][2]


@pytest.mark.parametrize(
    ("local", "utc", "words"),
    [
        ("2023-10-29 02:30", datetime(2023, 10, 29, 0, 30, tzinfo=UTC), "comes twice"),
        ("2023-03-26 02:30", datetime(2023, 3, 26, 1, 30, tzinfo=UTC), "never was"),
        ("2023-06-01 12:00", datetime(2023, 6, 1, 10, 0, tzinfo=UTC), ""),
    ],
)
def test_local_times_become_utc_and_odd_ones_are_counted(tmp_path: Path, local: str, utc: datetime, words: str) -> None:
    log = (
        HEADER + FIRST.replace("2020-01-01 10:00", local) + FIRST.replace("T1", "T2").replace("2020-01-01 10:00", local)
    )
    found, tally = imported(tmp_path, log.replace(",N,", ",A,"), EVENTS.replace("zone: UTC", "zone: Europe/Berlin"))
    assert found["T1"].moves[-1].at == found["T2"].moves[-1].at == utc
    assert sum(count for note, count in tally.notes.items() if words and words in str(note)) == (2 if words else 0)


def test_dates_may_be_of_several_formats_and_zones(tmp_path: Path) -> None:
    mapping = EVENTS.replace('"%Y-%m-%d %H:%M"', '["%d.%m.%Y %H:%M", iso, epoch]')
    for text in ("1.1.2020 10:00", "2020-01-01T11:00+01:00", "2020-01-01T10:00:00Z", "1577872800"):
        log = HEADER + f"T1,{text},2020-01-01,Title,ann,net,A,0\n"
        assert imported(tmp_path, log, mapping)[0]["T1"].moves[-1].at == at(1, 10)


def test_the_same_event_twice_is_taken_once_and_named(tmp_path: Path) -> None:
    found, tally = imported(tmp_path, LOG + FIRST, EVENTS)
    assert found["T1"].events == 5
    assert reasons(tally.warnings)[-1] == (
        7,
        "T1",
        "The same event stands at line 2 already; it was taken once.",
    )


def test_the_same_file_is_the_same_and_a_longer_one_is_longer(tmp_path: Path) -> None:
    whole = imported(tmp_path, LOG, EVENTS)[0]["T1"]
    part = imported(tmp_path, "".join(LOG.splitlines(keepends=True)[:4]), EVENTS)[0]["T1"]
    assert standing(whole, None) is Standing.NEW
    assert standing(whole, imprint(whole)) is Standing.SAME
    assert standing(whole, imprint(part)) is Standing.LONGER
    assert standing(part, imprint(whole)) is Standing.SHORTER
    assert [move.event for move in new_moves(whole, imprint(part))] == [4, 5]
    assert new_moves(whole, None) == whole.moves
    other = imported(tmp_path, LOG.replace("11:30", "11:31"), EVENTS)[0]["T1"]
    assert standing(other, imprint(whole)) is Standing.DIFFERENT
    assert standing(whole, Imprint(5, whole.digest(), b"")) is Standing.AMENDED


def test_a_key_of_chosen_columns_bears_facts_written_afterwards(tmp_path: Path) -> None:
    mapping = EVENTS.replace("zone: UTC", "zone: UTC\nkey: [state, team]")
    before = imported(tmp_path, "".join(LOG.splitlines(keepends=True)[:3]), mapping)[0]["T1"]
    after = imported(tmp_path, LOG.replace("Title", "Better title"), mapping)[0]["T1"]
    assert standing(after, imprint(before)) is Standing.LONGER


def test_other_words_are_answered_as_the_mapping_says(tmp_path: Path) -> None:
    mapping = EVENTS.replace("team: team", "team: {column: team, values: {net: Netz}, other: OTHER}")
    teams = {}
    for other in ("same", "nothing", "Rest", "keep_previous"):
        found, tally = imported(tmp_path, LOG, mapping.replace("OTHER", other))
        teams[other] = found["T1"].values["team"]
        assert sum(count for note, count in tally.notes.items() if "not in the mapping" in str(note)) == 1
    assert teams == {"same": "db", "nothing": None, "Rest": "Rest", "keep_previous": None}


def test_what_is_missing_is_filled_as_the_mapping_says(tmp_path: Path) -> None:
    mapping = EVENTS.replace("team: team", "team: {column: team, missing: keep_previous}").replace(
        "title: title", 'title: {template: "{team}: {title}", missing: "-"}'
    )
    history = imported(tmp_path, "".join(LOG.splitlines(keepends=True)[:5]), mapping)[0]["T1"]
    assert history.values == {"title": "-: Title", "team": "net"}


def test_a_template_without_missing_refuses_an_empty_column(tmp_path: Path) -> None:
    mapping = EVENTS.replace("title: title", 'title: {template: "{team}: {title}"}')
    _found, tally = imported(tmp_path, LOG, mapping)
    assert [remark.line for remark in tally.bad] == [5]


def test_a_category_is_a_path_and_a_hole_in_it_is_told(tmp_path: Path) -> None:
    mapping = EVENTS.replace("team: team", "category: [team, by, title]")
    found, _tally = imported(tmp_path, HEADER + FIRST.replace("ann", "?"), mapping)
    assert found["T1"].values["category"] == ("net",)
    found, tally = imported(tmp_path, HEADER + FIRST.replace("net", "?"), mapping)
    assert found["T1"].values["category"] is None
    assert "a lower level without an upper one" in str(next(iter(tally.notes)))


def test_tags_are_cut_and_long_texts_too_where_the_mapping_says(tmp_path: Path) -> None:
    mapping = EVENTS.replace("team: team", 'tags: {column: team, separator: " "}').replace(
        "title: title", "title: {column: title, cut: 3}"
    )
    found, tally = imported(tmp_path, HEADER + FIRST.replace("net", "a b  a"), mapping)
    assert found["T1"].values == {"title": "Tit", "tags": ("a", "b")}
    assert [str(note) for note in tally.notes] == ["title was cut to 3 characters."]


CASE_HEADER = "id,opened,resolved,closed,title,state\n"


@pytest.mark.parametrize(
    ("row", "moves"),
    [
        ("2020-01-01 09:00,,,t,N", [("new", 9, True)]),
        ("2020-01-01 09:00,2020-01-01 10:00,2020-01-01 11:00,t,C",
         [("new", 9, True), ("resolved", 10, True), ("closed", 11, True)]),
        ("2020-01-01 09:00,,2020-01-01 11:00,t,C", [("new", 9, True), ("closed", 11, True)]),
        ("2020-01-01 09:00,,2020-01-01 11:00,t,X", [("new", 9, True), ("cancelled", 11, True)]),
        ("2020-01-01 09:00,2020-01-01 10:00,,t,R", [("new", 9, True), ("resolved", 10, True)]),
        ("2020-01-01 09:00,2020-01-01 10:00,,t,A",
         [("new", 9, True), ("resolved", 10, True), ("in_progress", 10, False)]),
        ("2020-01-01 09:00,,,t,C", [("new", 9, True), ("closed", 9, False)]),
    ],
)  # fmt: skip
def test_a_case_moves_only_at_stated_times(tmp_path: Path, row: str, moves: list[tuple[str, int, bool]]) -> None:
    found, tally = imported(tmp_path, CASE_HEADER + f"T1,{row}\n", CASES)
    assert [(m.to_state, m.at.hour, m.timed) for m in found["T1"].moves] == moves
    assert len(tally.warnings) == (not moves[-1][2])


def test_a_case_twice_is_refused_and_times_that_run_back_are_named(tmp_path: Path) -> None:
    row = "T1,2020-01-01 09:00,2020-01-01 08:00,2020-01-01 07:00,t,C\n"
    found, tally = imported(tmp_path, CASE_HEADER + row + row, CASES)
    assert len(found) == 1
    assert [remark.line for remark in tally.bad] == [3]
    assert len(tally.warnings) == 3


def test_a_case_that_went_on_is_longer(tmp_path: Path) -> None:
    before = imported(tmp_path, CASE_HEADER + "T1,2020-01-01 09:00,,,t,N\n", CASES)[0]["T1"]
    after = imported(tmp_path, CASE_HEADER + "T1,2020-01-01 09:00,,2020-01-01 11:00,t,C\n", CASES)[0]["T1"]
    assert standing(after, imprint(before)) is Standing.LONGER
    assert [move.to_state for move in new_moves(after, imprint(before))] == ["closed"]
    renamed = imported(tmp_path, CASE_HEADER + "T1,2020-01-01 09:00,,,better,N\n", CASES)[0]["T1"]
    assert standing(renamed, imprint(before)) is Standing.AMENDED


def test_a_case_whose_present_state_had_no_time_goes_on_all_the_same(tmp_path: Path) -> None:
    before, waiting, after = (
        imported(tmp_path, CASE_HEADER + f"T1,2020-01-01 09:00,{rest}\n", CASES)[0]["T1"]
        for rest in (",,t,A", ",,t,R", ",2020-01-01 11:00,t,C")
    )
    assert standing(before, imprint(before)) is Standing.SAME
    assert standing(waiting, imprint(before)) is Standing.AMENDED
    assert [(move.to_state, move.timed) for move in new_moves(waiting, imprint(before))] == [("resolved", False)]
    assert standing(after, imprint(before)) is Standing.LONGER
    assert [move.to_state for move in new_moves(after, imprint(before))] == ["closed"]


def test_a_case_updated_at_a_stated_time_is_timed(tmp_path: Path) -> None:
    mapping = CASES.replace("  title: title\n", "  title: title\n  updated_at: resolved\n").replace(
        "  resolved_at: resolved\n", ""
    )
    first = imported(tmp_path, CASE_HEADER + "T1,2020-01-01 09:00,2020-01-01 10:00,,t,A\n", mapping)[0]["T1"]
    later = imported(tmp_path, CASE_HEADER + "T1,2020-01-01 09:00,2020-01-01 12:00,,t,A\n", mapping)[0]["T1"]
    assert [(m.to_state, m.at.hour, m.timed) for m in first.moves] == [
        ("new", 9, True),
        ("in_progress", 10, True),
    ]
    assert standing(later, imprint(first)) is Standing.SAME


def test_sentences_can_be_told_in_another_language(tmp_path: Path) -> None:
    _found, tally = imported(tmp_path, HEADER + FIRST + "x\n", EVENTS)
    words = {
        "Line {line}, ticket {ticket}: {reason}": "第 {line} 行，事件单 {ticket}：{reason}",
        "{found} columns in place of {wanted}.": "应有 {wanted} 列，实有 {found} 列。",
    }
    assert tally.bad[0].told(lambda text: words.get(text, text)) == "第 3 行，事件单 x：应有 8 列，实有 1 列。"
    assert complaints_of(EVENTS) == ""

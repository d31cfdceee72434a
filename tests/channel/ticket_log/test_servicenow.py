"""The real log of ../shared/data: every oddity that its README names, and the reference figures."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from steward.channel.ticket_log.folding import histories
from steward.channel.ticket_log.history import CaseHistory, Standing, imprint, standing
from steward.channel.ticket_log.reading import opened
from steward.channel.ticket_log.tally import Tally
from tests.channel.ticket_log.made import ROOT, clean, mapping_of
from tests.channel.ticket_log.recount import (
    ABOUT_RECORDS,
    ALL_TEAMS,
    BACKLOG,
    CLOSED_PER_MONTH,
    Row,
    read_rows,
    recount,
)

DATA = ROOT.parent / "shared/data/ticket-log"
LOG = DATA / "servicenow_incident_event_log.csv.xz"
MAPPING = ROOT / "src/steward/channel/ticket_log/mappings/servicenow.yaml"

Read = tuple[dict[str, CaseHistory], Tally]
Figures = dict[str, Any]

pytestmark = pytest.mark.skipif(
    not LOG.exists(), reason="the real ticket log is not beside the checkout (../shared/data)"
)


def read(path: Path) -> Read:
    mapping = mapping_of(MAPPING.read_text())
    tally = Tally()
    with opened(path, mapping.file) as log:
        return {history.number: history for history in histories(log, mapping, tally, clean=clean)}, tally


@pytest.fixture(scope="module")
def log() -> Read:
    return read(LOG)


@pytest.fixture(scope="module")
def figures() -> Figures:
    return recount(read_rows(LOG))


def test_every_event_is_read_and_no_row_is_bad(log: Read) -> None:
    found, tally = log
    assert (len(found), tally.rows, tally.bad) == (24_918, 141_712, [])
    assert sum(history.events for history in found.values()) == 141_712


def test_rows_updated_before_they_were_opened_are_named(log: Read) -> None:
    early = [remark for remark in log[1].warnings if "before it was opened" in str(remark.reason)]
    assert len(log[1].warnings) == 11
    assert [remark.ticket for remark in early] == [
        "INC0000130", "INC0000131", "INC0000134", "INC0000135", "INC0000164",
    ]  # fmt: skip


def test_the_unresolved_choice_keeps_the_state_and_is_counted(log: Read) -> None:
    assert {str(note): count for note, count in log[1].notes.items()} == {
        "state: `-100` keeps the previous value.": 5,
    }
    states = [move.to_state for move in log[0]["INC0028089"].moves]
    assert "-100" not in states


def test_sla_is_the_last_word_of_an_incident(log: Read) -> None:
    met = [history.stated["sla_met"] for history in log[0].values()]
    assert (sum(met), round(sum(met) / len(met), 4)) == (15_803, 0.6342)


def test_closed_incidents_may_lack_a_resolution_time(log: Read) -> None:
    found = log[0].values()
    assert sum(history.values["resolved_at"] is None for history in found) == 1_556
    assert Counter(history.state for history in found) == {"closed": 24_918}


def test_most_close_by_themselves_five_days_after_resolution(log: Read) -> None:
    pairs = [(h.values["resolved_at"], h.values["closed_at"]) for h in log[0].values() if h.values["resolved_at"]]
    five_days = sum(5 <= (closed - resolved).total_seconds() / 86_400 < 5 + 2 / 24 for resolved, closed in pairs)
    assert five_days / len(log[0]) > 0.8


def test_the_configuration_item_is_almost_always_unknown(log: Read) -> None:
    assert sum(history.stated["configuration_item"] is not None for history in log[0].values()) == 54


def test_the_recount_equals_the_reference(figures: Figures) -> None:
    reference = json.loads((DATA / "servicenow_reference_figures.json").read_text())
    assert {name for name in reference if name not in figures} == {"Size"}
    assert [name for name, table in reference.items() if name != "Size" and figures[name] != table] == []
    assert set(ABOUT_RECORDS) < set(reference)


def test_the_further_tables_of_the_recount_are_sound(figures: Figures) -> None:
    closed = {row["month"]: row["n"] for row in figures[CLOSED_PER_MONTH]}
    born = {row["month"]: row["n"] for row in figures["Incidents opened per month"]}
    left = 0
    for row in figures[BACKLOG]:
        left += born.get(row["month"], 0) - closed.get(row["month"], 0)
        assert row["n"] == left
    assert sum(row["n"] for row in figures[ALL_TEAMS]) == 24_918


def test_histories_give_the_figures_of_the_recount(log: Read, figures: Figures) -> None:
    found = log[0].values()
    priorities = Counter(history.values["priority"] for history in found)
    assert [row["n"] for row in figures["Incidents per priority (last row)"]] == [priorities[n] for n in (1, 2, 3, 4)]
    teams = Counter(history.values["team"] or "?" for history in found)
    assert {row["assignment_group"]: row["n"] for row in figures[ALL_TEAMS]} == teams
    categories = Counter((history.values["category"] or ("?",))[0] for history in found)
    top = figures["Top 10 category (last row; ? = null)"]
    assert [categories[row["category"]] for row in top] == [row["n"] for row in top]
    months = Counter(history.opened_at.strftime("%Y-%m") for history in found)
    assert {row["month"]: row["n"] for row in figures["Incidents opened per month"]} == months


def test_a_longer_export_only_goes_on(tmp_path: Path, log: Read) -> None:
    part = tmp_path / "part.csv"
    text = "\n".join(",".join(row.values()) for row in _rows(20_000))
    part.write_text(",".join(next(iter(read_rows(LOG)))) + "\n" + text + "\n")
    before, _tally = read(part)
    now = Counter(standing(log[0][number], imprint(history)) for number, history in before.items())
    assert set(now) <= {Standing.SAME, Standing.LONGER}
    assert now[Standing.LONGER] <= 1


def _rows(count: int) -> Iterator[Row]:
    for index, row in enumerate(read_rows(LOG)):
        if index == count:
            return
        yield row

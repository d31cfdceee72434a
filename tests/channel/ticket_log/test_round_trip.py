"""Whatever history is written out as a log comes back from it, in any packing and layout."""

import csv
import gzip
import io
import lzma
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from steward.channel.ticket_log.history import CaseHistory, Standing, imprint, standing
from steward.channel.ticket_log.vocabulary import Value
from tests.channel.ticket_log.made import EVENTS, clean, imported

STATES = {"N": "new", "A": "in_progress", "R": "resolved", "C": "closed"}
Said = tuple[int, str, str, int]
Tickets = list[list[Said]]
Layout = tuple[str, str, Callable[[bytes], bytes], str]
START = datetime(2020, 1, 1, tzinfo=UTC)
texts = st.text(st.characters(codec="utf-8", exclude_characters="?"), min_size=1, max_size=20).filter(clean)
events = st.tuples(st.integers(0, 10**6), texts, st.sampled_from(sorted(STATES)), st.integers(0, 99))
tickets = st.lists(st.lists(events, min_size=1, max_size=6), min_size=1, max_size=5)
layouts = st.tuples(
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-16", "gb18030"]),
    st.sampled_from([bytes, gzip.compress, lzma.compress]),
    st.sampled_from(["\r\n", "\n"]),
)


def written(history: Tickets, layout: Layout) -> tuple[bytes, str]:
    """Write tickets as a log in a layout; gives its bytes and the mapping for it."""
    delimiter, encoding, pack, end = layout
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "at", "opened", "title", "by", "team", "state", "reopened"])
    for number, ticket in enumerate(history):
        for minutes, title, state, reopened in ticket:
            at = (START + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M")
            writer.writerow([f"T{number}", at, "2020-01-01 00:00", title, "?", "", state, reopened])
    named = "tab" if delimiter == "\t" else delimiter
    mapping = EVENTS.replace("file: {", f'file: {{encoding: {encoding}, delimiter: "{named}", ')
    return pack(out.getvalue().encode(encoding)), mapping


def replayed(history: CaseHistory) -> tuple[str, dict[str, Value]]:
    """Give the final values that the moves alone lead to, from the first known on."""
    state = history.moves[0].to_state
    values: dict[str, Value] = {}
    for move in history.moves[1:]:
        assert move.from_state == state
        state = move.to_state
        for name, (old, new) in move.changes.items():
            assert values.get(name, old) == old
            values[name] = new
    return state, values


@settings(max_examples=60, deadline=None)
@given(tickets, layouts)
def test_a_history_comes_back_as_it_was_written(history: Tickets, layout: Layout) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found, tally = imported(Path(folder), *written(history, layout))
        again, _tally = imported(Path(folder), *written(history, layout))
    assert (tally.bad, len(found), tally.rows) == ([], len(history), sum(map(len, history)))
    for number, ticket in enumerate(history):
        got = found[f"T{number}"]
        distinct = list(dict.fromkeys(ticket))
        assert got.events == len(distinct)
        assert got.state == STATES[distinct[-1][2]]
        assert got.values["title"] == clean(distinct[-1][1])
        assert got.stated["reopened"] == distinct[-1][3]
        state, values = replayed(got)
        assert state == got.state
        assert values.items() <= (got.values | got.stated).items()
        assert standing(again[f"T{number}"], imprint(got)) is Standing.SAME


@settings(max_examples=40, deadline=None)
@given(st.lists(events, min_size=2, max_size=8, unique_by=lambda event: event[0]), st.data())
def test_a_longer_log_of_the_same_source_adds_only_what_is_new(ticket: list[Said], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(ticket) - 1))
    plain = (",", "utf-8", bytes, "\n")
    with tempfile.TemporaryDirectory() as folder:
        whole = imported(Path(folder), *written([ticket], plain))[0]["T0"]
        part = imported(Path(folder), *written([ticket[:cut]], plain))[0]["T0"]
    assert standing(whole, imprint(part)) is Standing.LONGER
    assert whole.moves[: len(part.moves)] == part.moves

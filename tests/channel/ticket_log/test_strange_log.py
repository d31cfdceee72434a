"""A log of a system never seen, read by the mapping that docs/import.md shows a stranger."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from steward.channel.ticket_log.vocabulary import RECORD_FIELDS, STATED_FACTS
from tests.channel.ticket_log.made import ROOT, imported

HEADER = "Ticket;Zustand;Erfasst;Gelöst;Geschlossen;Prio;Betreff;Gruppe;Aufwand"
BERLIN = ZoneInfo("Europe/Berlin")


def shown_mapping() -> str:
    return found_in_page(r"```yaml\n(source: .*?)```")


def found_in_page(pattern: str) -> str:
    found = re.search(pattern, (ROOT / "docs/import.md").read_text(), re.DOTALL)
    assert found is not None
    return found[1]


def strange_rows(dice: random.Random, count: int) -> Iterator[tuple[list[str], list[datetime | None], Decimal]]:
    """Generate cases with what each is expected to say."""
    for number in range(count):
        opened = datetime(2023, 11, 1, tzinfo=UTC) + timedelta(minutes=dice.randrange(60 * 24 * 60))
        resolved = opened + timedelta(minutes=dice.randrange(9999))
        state = dice.choice(["offen", "erledigt", "zu"])
        hours = Decimal(dice.randrange(10000)) / 100
        title = dice.choice(["Größe; falsch", 'Er sagt "nein"', "Zeile 1\nZeile 2", "Überlauf", "=1+1"])
        times = [opened, None if state == "offen" else resolved, resolved if state == "zu" else None]
        cells = [
            f"T-{number}",
            state,
            *(local(at) for at in times),
            dice.choice(["hoch", "normal", ""]),
            title,
            dice.choice(["Süd", "k.A.", "-"]),
            f"{hours:.2f}".replace(".", ","),
        ]
        yield cells, times, hours


def local(at: datetime | None) -> str:
    return at.astimezone(BERLIN).strftime("%d.%m.%Y %H:%M") if at else ""


def quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if re.search('[;"\n]', cell) else cell


def test_the_example_of_the_page_works(tmp_path: Path) -> None:
    example = found_in_page(r"((?:    [^\n]*\n)+)\nIts mapping:")
    log = re.sub("^    ", "", example, flags=re.MULTILINE).encode("latin-1")
    found, tally = imported(tmp_path, log, shown_mapping())
    assert (list(found), tally.bad) == (["T-1", "T-2"], [])
    assert [str(remark) for remark in tally.warnings] == [
        "Line 3, ticket T-2: The source states no time for the state in_progress.",
    ]
    assert [move.to_state for move in found["T-1"].moves] == ["new", "resolved"]
    assert found["T-2"].values["team"] is None
    assert found["T-2"].stated["effort_hours"] == Decimal("0.25")


def test_a_strange_log_is_read_to_the_last_value(tmp_path: Path) -> None:
    rows = list(strange_rows(random.Random(11), 500))  # noqa: S311  (the same every time)
    log = "\r\n".join([HEADER, *(";".join(map(quoted, cells)) for cells, _times, _hours in rows)])
    found, tally = imported(tmp_path, log.encode("latin-1"), shown_mapping())
    assert (tally.tickets, tally.bad) == (500, [])
    for cells, times, hours in rows:
        history = found[cells[0]]
        stated = (history.opened_at, history.values["resolved_at"], history.values["closed_at"])
        assert stated == tuple(at and at.replace(second=0) for at in times)
        assert history.state == {"offen": "in_progress", "erledigt": "resolved", "zu": "closed"}[cells[1]]
        assert history.values["title"] == cells[6]
        assert history.values["priority"] == {"hoch": 2, "normal": 3, "": 3}[cells[5]]
        assert history.values["team"] == (cells[7] if cells[7] == "Süd" else None)
        assert history.stated["effort_hours"] == hours


def test_every_key_of_the_mapping_stands_on_the_page() -> None:
    page = (ROOT / "docs/import.md").read_text()
    assert [name for name in (*RECORD_FIELDS, *STATED_FACTS) if f"`{name}`" not in page] == []

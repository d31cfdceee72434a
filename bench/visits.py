"""Timing pages over loopback: one visitor, one connection kept alive, the whole time until the first byte."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Times:
    """What a page took, in milliseconds until the first byte."""

    p50: float
    p95: float
    worst: float
    bytes: int


class Line:
    """One kept-alive connection with a session or a token."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        """Open it."""
        self.headers = dict(headers)
        # What kind of answer came last.
        self.answered = ""
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def first_byte(self, path: str) -> tuple[float, int, int]:
        """Ask once: milliseconds until the answer begins, status, length of the body."""
        begin = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        took = (time.perf_counter() - begin) * 1000
        self.answered = answer.headers.get("Content-Type", "")
        return took, answer.status, len(answer.read())


def timed(line: Line, path: str, rounds: int, warm: int = 3) -> Times:
    """Ask for a page again and again."""
    for _ in range(warm):
        _took, status, _length = line.first_byte(path)
        assert status == 200, f"{path} answers {status}"  # noqa: PLR2004  the code's own name
    found = [line.first_byte(path) for _ in range(rounds)]
    took = [each[0] for each in found]
    return Times(round(statistics.median(took), 1), share(took, 0.95), round(max(took), 1), found[0][2])


def share(values: Sequence[float], part: float) -> float:
    """The value that `part` of them do not pass."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(part * len(ordered)))], 1)


def tell(name: str, data: Mapping[str, Any], words: str) -> None:
    """One line of JSON, one of words."""
    print(json.dumps({"bench": name, **data}, ensure_ascii=False))
    print(words)

"""A4: search over 1,000,000 records: how long it takes, and whether who knows a record finds it.

python -m bench.search [--data DIR] [--queries N]
"""

from __future__ import annotations

import os
import re
import statistics
import sys
import time
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bench.ground import ground, options
from bench.texts import SEED
from bench.visits import Line, share, tell
from tests.faults.serving import Visitor, serving

if TYPE_CHECKING:
    from steward.config.connection import Connection

PROMISED_MS, PROMISED_SHARE, FIRST = 200.0, 0.95, 5
SHORTEST = 3
CHINESE = re.compile(r"[一-鿿]+")
ROWS = re.compile(r'href="/incident/([A-Z]+-\d+)/"')
# What everybody writes tells nobody which record is meant.
EMPTY = frozenset(
    [
        "hi",
        "hello",
        "dear",
        "please",
        "thanks",
        "thank",
        "you",
        "regards",
        "best",
        "kind",
        "the",
        "and",
        "for",
        "with",
        "from",
        "that",
        "this",
        "have",
        "has",
        "been",
        "are",
        "was",
        "not",
        "can",
        "could",
        "would",
        "will",
        "your",
        "our",
        "his",
        "her",
        "their",
        "need",
        "needs",
        "help",
        "kindly",
        "able",
        "let",
        "know",
        "more",
        "sent",
        "pm",
        "am",
    ]
)
PAIRS = ("交换", "打印", "数据", "网络", "超时", "告警", "磁盘", "邮件", "无法", "备份", "断网", "登录")
WORDS = ("printer", "password", "network", "access", "laptop", "switch", "outlook", "vpn", "disk", "order")


def question(random: Random, title: str, description: str) -> str:
    """What somebody who knows the record types: device, place, some words of the title or the text."""
    if found := CHINESE.findall(title):
        runs = [run for run in found if len(run) > 1]
        device = re.search(r"[A-Z]+-\d{4}", f"{title} {description}")
        piece = random.choice(runs)
        begin = random.randrange(max(1, len(piece) - 3))
        return f"{device[0] if device else ''} {piece[begin : begin + 4]} {title[:4]}".strip()
    if device := re.match(r"[A-Z]+-\d{4}", description):
        words = [word for word in re.findall(r"[a-z]{4,}", title.lower()) if word not in EMPTY]
        place = title.rsplit(" ", 1)[-1]
        return " ".join([device[0], *random.sample(words, min(2, len(words))), place])
    words = list(dict.fromkeys(word for word in description.split() if len(word) >= SHORTEST and word not in EMPTY))
    return " ".join(random.sample(words, min(8, len(words))))


def known_items(connection: Connection, number: int) -> list[tuple[str, str]]:
    """Numbers of records drawn by seed, a third of them real texts, each with its question."""
    random = Random(SEED)  # noqa: S311  draws, not secrets
    made = (
        "title ~ '[一-鿿]'",
        "description ~ '^[A-Z]+-[0-9]{4}: '",
        "description !~ '[A-Z]' and title !~ '[一-鿿]'",
    )
    found: list[tuple[str, str, str]] = []
    with connection.connect("system") as system:
        for condition in made:
            query = f"""select r.number, r.title, i.description from kernel_record r
                join incident_incident i on i.record_id = r.id where r.id = any(%s)
                and {condition} limit %s"""  # noqa: S608
            first = system.execute("select min(id), max(id) from kernel_record where kind = 'incident'").fetchone()
            assert first
            drawn = [random.randint(*first) for _ in range(number * 30)]
            found += system.execute(query, (drawn, number // 3)).fetchall()  # type: ignore[arg-type]
    return [(number_, question(random, title, text)) for number_, title, text in found]


def main() -> None:
    """Ask the questions and count."""
    chosen = options(queries=300)
    with ground(chosen.data, chosen.records, fresh=chosen.fresh) as connection, serving(connection) as web:
        asked = known_items(connection, chosen.queries)
        cookies = Visitor(web.port).log_in("desk").cookies
        line = Line(web.port, {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())})
        took, hits, misses = [], 0, []
        for number, text in asked:
            path = "/incident/?" + urlencode({"q": text, "state": "all"})
            begin = time.perf_counter()
            line.connection.request("GET", path, headers=line.headers)
            answer = line.connection.getresponse()
            took.append((time.perf_counter() - begin) * 1000)
            shown = list(dict.fromkeys(ROWS.findall(answer.read().decode())))
            if number in shown[:FIRST]:
                hits += 1
            else:
                misses.append((number, text, len(shown)))
        words = {}
        for text in (*PAIRS, *WORDS):
            path = "/incident/?" + urlencode({"q": text, "state": "all"})
            words[text] = share([line.first_byte(path)[0] for _ in range(5)], 0.5)
    for miss in misses[:20]:
        print(miss, file=sys.stderr)
    found = round(hits / len(asked), 3)
    p95 = share(took, 0.95)
    tell("search", {"records": chosen.records, "load": os.getloadavg()[0], "questions": len(asked), "found": found,
         "p50": round(statistics.median(took), 1), "p95": p95, "single words, ms": words},
         f"{found:.1%} of {len(asked)} known records stand in the first {FIRST}; p95 {p95} ms; "
         f"frequent single words up to {max(words.values())} ms")  # fmt: skip


if __name__ == "__main__":
    main()

"""Suggestions judged on real ticket texts: a fifth is held out and asked, the first answer compared by its topic.

python -m bench.suggestions [--data DIR] [--asked N]

The texts of four fifths are solved incidents with their topic as category; the question knows words alone, neither
service nor category. Beside the share of right topics stand those of the commonest topic and of a first hit by chance.
"""

from __future__ import annotations

import argparse
import csv
import lzma
import os
import shutil
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import django

from bench.ground import migrate
from bench.texts import LONGEST, REAL, SEED, SHORTEST, shortened
from bench.visits import share, tell
from steward.config.cluster import admin_connection, stop_cluster, using_cluster

DATA = Path("/tmp/steward-suggestions")  # noqa: S108  made anew at each run
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)


def labelled() -> list[tuple[str, str]]:
    """Text and topic of each ticket, each text once, in an order drawn by seed."""
    if not REAL.exists():
        sys.exit(f"There are no ticket texts at {REAL}.")
    csv.field_size_limit(10_000_000)
    with lzma.open(REAL, "rt", encoding="utf-8", newline="") as file:
        found = {row["Document"]: row["Topic_group"] for row in csv.DictReader(file)}
    rows = [(text, topic) for text, topic in found.items() if len(text) >= SHORTEST]
    Random(SEED).shuffle(rows)  # noqa: S311  texts, not secrets
    return rows


def load(data: Path, known: list[tuple[str, str]]) -> None:
    """The known ones as closed incidents of the cast's bank, their topics as categories."""
    from steward.config.system_login import system_login
    from steward.kernel.catalogue import process_of
    from steward.kernel.history import Past, PastEntry, record_history
    from steward.kernel.models import Category
    from steward.people.actor import actor_named
    from steward.people.context import acting
    from steward.people.models import ServiceProject

    with system_login(), acting(actor_named("system")) as actor:  # type: ignore[arg-type]  # the cast has it
        project = ServiceProject.objects.get(code="alpha-ops")
        topics = {topic: Category(kind="incident", code=f"t{n}", path=f"t{n}", name_en=topic, name_zh=topic)
                  for n, topic in enumerate(sorted({topic for _text, topic in known}))}  # fmt: skip
        Category.objects.bulk_create(topics.values())

        def past(number: int, text: str, topic: str) -> Past:
            at = BEGIN + timedelta(minutes=10 * number)
            values = {
                "title": shortened(text), "description": text[:LONGEST], "customer_id": project.customer_id,
                "project_id": project.pk, "category_id": topics[topic].pk, "state": "closed", "resolution": topic,
                "author_id": actor.id, "audience": 1, "opened_at": at, "updated_at": at, "closed_at": at,
            }  # fmt: skip
            return Past(values, [PastEntry("opened", actor.id, at, to_state="closed")])

        pasts = (past(number, text, topic) for number, (text, topic) in enumerate(known))
        record_history(process_of("incident"), actor=actor, pasts=pasts)
    with admin_connection(data, "steward") as admin:
        admin.execute("vacuum (analyze)")


def judge(asked: list[tuple[str, str]]) -> tuple[Counter[str], list[float]]:
    """How many first answers there are and how many of the right topic; milliseconds of each question."""
    from steward.people.actor import actor_named
    from steward.people.context import acting
    from steward.registers.knowledge.queries import suggestions_for

    found: Counter[str] = Counter()
    took: list[float] = []
    with acting(actor_named("desk")) as actor:  # type: ignore[arg-type]  # the cast has it
        for text, topic in asked:
            begin = time.perf_counter()
            answers = suggestions_for(actor, f"{shortened(text)}\n{text[:LONGEST]}")
            took.append((time.perf_counter() - begin) * 1000)
            found["answered"] += bool(answers)
            found["first"] += bool(answers) and answers[0].text == topic
            found["among three"] += any(one.text == topic for one in answers[:3])
    return found, took


def main() -> None:
    """Load four fifths, ask of the rest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of its database, made anew")
    parser.add_argument("--asked", type=int, default=2_000, help="how many of those held out are asked")
    chosen = parser.parse_args()
    data, rows = chosen.data, labelled()
    held_out, known = rows[: len(rows) // 5], rows[len(rows) // 5 :]
    stop_cluster(data)
    shutil.rmtree(data, ignore_errors=True)
    with using_cluster(data, fast=True) as connection:
        migrate(connection)
        os.environ.update(connection.environ("web", "system"), DJANGO_SETTINGS_MODULE="steward.config.settings")
        django.setup()
        load(data, known)
        asked = held_out[: chosen.asked]
        found, took = judge(asked)
    topics = Counter(topic for _text, topic in known)
    whole = sum(topics.values())
    told = {
        "known": len(known), "asked": len(asked), "answered": found["answered"],
        "first of the topic": round(found["first"] / len(asked), 3),
        "among the first three": round(found["among three"] / len(asked), 3),
        "commonest topic": round(topics.most_common(1)[0][1] / whole, 3),
        "by chance": round(sum((n / whole) ** 2 for n in topics.values()), 3),
        "p50 ms": share(took, 0.5), "p95 ms": share(took, 0.95),
    }  # fmt: skip
    tell("suggestions", told, f"the first suggestion is of the topic in {told['first of the topic']:.1%}")


if __name__ == "__main__":
    main()

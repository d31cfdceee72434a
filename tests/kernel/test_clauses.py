"""The clause catalogue: complete, in both languages, in words of our own, and on the map of the standard."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from django.utils import translation

from steward.kernel.clauses import Clause, chapters, clause, clauses, roles, standard

MISSION = Path(__file__).parents[3] / "shared/mission"
HAN = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[a-z]{2,}")
LONGEST_RUN = 12
TEXTS = [each for table in (clauses, chapters, standard, roles().values) for each in table()]

needs_mission = pytest.mark.skipif(not MISSION.exists(), reason="the mission is kept beside the repository")


def told(text: str) -> list[tuple[str, str]]:
    """Every text that ends so, `_en` or `_zh`, with where it stands."""
    return [
        (f"{getattr(each, 'id', '') or getattr(each, 'key', '')} {field.name}", getattr(each, field.name))
        for each in TEXTS
        for field in fields(each)
        if field.name.endswith(text) and not field.name.startswith("unserved")
    ]


def mission_clauses() -> list[dict[str, object]]:
    found: list[dict[str, object]] = yaml.safe_load((MISSION / "clauses.yaml").read_text(encoding="utf-8"))
    return found


@needs_mission
def test_it_has_every_clause_of_the_manual_in_its_order() -> None:
    asked = [(each["id"], each.get("process", ""), tuple(each["who"])) for each in mission_clauses()]  # type: ignore[arg-type]
    assert [(each.id, each.process, each.who) for each in clauses()] == asked


@needs_mission
def test_it_has_every_role_of_the_manual() -> None:
    named = yaml.safe_load((MISSION / "roles.yaml").read_text(encoding="utf-8"))["roles"]
    ours = {each.key: {"zh": each.title_zh, "en": each.title_en, "kind": each.kind} for each in roles().values()}
    assert ours == named


def test_every_text_is_there_in_both_languages() -> None:
    empty = [place for place, text in (*told("_en"), *told("_zh")) if not text.strip()]
    foreign = [place for place, text in told("_en") if HAN.search(text)]
    unread = [place for place, text in told("_zh") if not HAN.search(text) or WORD.search(text)]
    assert (empty, foreign, unread) == ([], [], [])


def test_a_sentence_ends_as_one_and_a_title_does_not() -> None:
    for place, text in (*told("_en"), *told("_zh")):
        assert text.endswith((".", "。")) != (" title_" in place), place


def test_every_clause_stands_in_a_chapter_and_names_known_roles() -> None:
    known = {each.id for each in chapters()}
    for each in clauses():
        assert each.chapter in known, each.id
        assert each.id == each.chapter or each.id.startswith(f"{each.chapter}."), each.id
        assert each.who, each.id
        assert set(each.who) <= set(roles()), each.id
    assert known == {each.chapter for each in clauses()}


def test_the_standard_is_served_clause_by_clause_or_a_reason_is_given() -> None:
    served = {number for each in clauses() for number in each.standard}
    asked = {each.id for each in standard() if not each.heading}
    assert served <= asked
    for each in standard():
        if not each.heading:
            assert bool(each.unserved_en and each.unserved_zh) != (each.id in served), each.id


def test_no_clause_serves_one_of_the_standard_twice_or_more_than_four() -> None:
    for each in clauses():
        assert len(each.standard) == len(set(each.standard)) <= 4, each.id


@needs_mission
def test_it_repeats_no_twelve_characters_of_the_source_manual() -> None:
    source = re.sub(r"\s", "", (MISSION / "manual-source-zh.txt").read_text(encoding="utf-8"))
    runs = {source[start : start + LONGEST_RUN] for start in range(len(source))}
    for place, text in told("_zh"):
        repeated = [run for start in range(len(text)) if len(run := text[start : start + LONGEST_RUN]) == LONGEST_RUN]
        assert not runs.intersection(repeated), place


def test_it_is_read_in_the_active_language() -> None:
    asked: Clause = clause("7.2.4")
    with translation.override("zh-hans"):
        assert (asked.title, asked.asks, asked.rule) == (asked.title_zh, asked.asks_zh, asked.rule_zh)
    with translation.override("en"):
        assert (asked.title, asked.asks, asked.rule) == (asked.title_en, asked.asks_en, asked.rule_en)


def test_a_number_that_the_manual_has_not_is_no_clause() -> None:
    with pytest.raises(KeyError):
        clause("7.2.99")

"""Titles and descriptions for a million incidents: real texts where they are at hand, and made ones."""

from __future__ import annotations

import csv
import lzma
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
REAL = CHECKOUT.parent / "shared" / "data" / "ticket-text" / "all_tickets_processed_improved_v3.csv.xz"
CONTENT = CHECKOUT / "src" / "steward" / "demo" / "content"
SEED = 20260101
TITLE, SHORTEST, LONGEST = 90, 20, 1500
CHINESE_SHARE = 0.6

CITIES = "北京 上海 广州 深圳 成都 重庆 杭州 武汉 西安 南京 天津 苏州 青岛 长沙 郑州 沈阳".split()  # noqa: SIM905
PLACES = "营业部 分公司 数据中心 门诊楼 住院部 研发楼 仓库 呼叫中心 财务部 车间".split()  # noqa: SIM905
PEOPLE = "王芳 李伟 张敏 刘洋 陈静 杨磊 赵婷 黄勇 周杰 吴娜 徐强 孙丽 马超 朱琳".split()  # noqa: SIM905
TOWNS = "Leipzig Porto Gdansk Lyon Turin Ghent Malmo Cork Graz Bilbao Brno Tartu Basel".split()  # noqa: SIM905
DEVICES = ("SW", "RT", "AP", "SRV", "DB", "APP", "FW", "PRT")
AREAS = ["warehouse", "loading dock", "front office", "lab", "canteen", "data hall", "sales floor", "archive"]


def real_texts() -> list[str]:
    """The real ticket texts, each once; none where the file is not there."""
    if not REAL.exists():
        return []
    csv.field_size_limit(10_000_000)
    with lzma.open(REAL, "rt", encoding="utf-8", newline="") as file:
        return list(dict.fromkeys(row["Document"] for row in csv.DictReader(file) if len(row["Document"]) >= SHORTEST))


def templates(language: str) -> list[tuple[str, str]]:
    """Title and body of every incident that the demo company knows in this language."""
    rows = yaml.safe_load((CONTENT / f"templates_{language}.yaml").read_text())["templates"]
    return [(row["title"], row["body"]) for row in rows]


def shortened(text: str, most: int = TITLE) -> str:
    """The first words of a text, none of them cut."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0]


def texts(records: int) -> Iterator[tuple[str, str]]:
    """Title and description of each record; real texts stand among made ones at places drawn by seed."""
    random = Random(SEED)  # noqa: S311  texts, not secrets
    real = real_texts()[: records // 4]
    at = dict(zip(sorted(random.sample(range(records), len(real))), real, strict=True))
    made = {"zh": templates("zh"), "en": templates("en")}
    for number in range(records):
        if number in at:
            yield shortened(at[number]), at[number][:LONGEST]
        else:
            yield _made(random, "zh" if random.random() < CHINESE_SHARE else "en", made)


def _made(random: Random, language: str, made: dict[str, list[tuple[str, str]]]) -> tuple[str, str]:
    title, body = random.choice(made[language])
    slots = _slots(random, language)
    title, body = title.format(**slots), body.format(**slots)
    # Whoever writes to a desk says where; a title without a place gets one, as a real caller would put it.
    if slots["site"] not in title:
        title = f"{slots['site']}{title}" if language == "zh" else f"{title}, {slots['site']}"
    caller = f"报告人{random.choice(PEOPLE)}，" if language == "zh" else ""
    return title[:200], f"{caller}{slots['ci']}：{body}" if language == "zh" else f"{slots['ci']}: {body}"


def _slots(random: Random, language: str) -> dict[str, str]:
    if language == "zh":
        site = f"{random.choice(CITIES)}{random.choice(PLACES)}{random.randint(1, 18)}楼"
    else:
        site = f"{random.choice(TOWNS)} {random.choice(AREAS)} {random.randint(1, 18)}"
    return {
        "site": site,
        "ci": f"{random.choice(DEVICES)}-{random.randint(1, 9999):04}",
        "pct": str(random.randint(85, 98)),
        "n": str(random.randint(3, 18)),
        "min": str(random.randrange(10, 50, 5)),
        "temp": str(random.randint(29, 37)),
        "ip": f"203.0.113.{random.randint(10, 240)}",
    }

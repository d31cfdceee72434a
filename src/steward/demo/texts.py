"""Templates of incidents and of what is said along the way, in the two languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from steward.demo.company import company, content

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from steward.demo.company import Party

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Template:
    """An incident to fill in: for which customers, how severe, what it may wait for, when it is in season."""

    id: str
    language: str
    service: str
    category: str
    ci: str
    severity: str
    wait: str
    title: str
    body: str
    resolution: str
    customers: tuple[str, ...]
    season: str = ""
    via: str = ""


def _template(row: dict[str, Any], language: str) -> Template:
    """Without customers of its own a template fits all of its language that were promised the service."""
    customers = row.get("customers") or [
        party.code
        for party in company().parties.values()
        if party.language == language and company().agreement_for(party.code, row["service"])
    ]
    return Template(**{**row, "language": language, "customers": tuple(customers)})


@cache
def templates() -> tuple[Template, ...]:
    """All templates of everyday incidents."""
    return tuple(
        _template(row, language) for language in LANGUAGES for row in content(f"templates_{language}")["templates"]
    )


@cache
def storm_templates() -> tuple[Template, tuple[Template, ...]]:
    """The parent of the storm, and what customers report of it."""
    parent = _template(content("templates_zh")["storm"]["parent"], "zh")
    children = tuple(
        _template(row, language)
        for language in LANGUAGES
        for row in content(f"templates_{language}")["storm"]["children"]
    )
    return parent, children


@cache
def phrases(language: str) -> Mapping[str, tuple[str, ...]]:
    """What is said, by occasion."""
    return {occasion: tuple(texts) for occasion, texts in content("phrases")[language].items()}


@cache
def tag_names() -> Mapping[str, str]:
    """Tags by what calls for them."""
    return dict(content("phrases")["tags"])


def slots(random: Random, party: Party, ci: str) -> dict[str, str]:
    """Draw what fills a template; addresses are of the ranges kept for documentation."""
    return {
        "site": random.choice(party.sites),
        "ci": f"{party.ci}-{ci}-{random.randint(1, 14):02}",
        "pct": str(random.randint(85, 98)),
        "n": str(random.randint(3, 18)),
        "min": str(random.randrange(10, 50, 5)),
        "temp": str(random.randint(29, 37)),
        "ip": random.choice(("203.0.113.", "198.51.100.")) + str(random.randint(10, 240)),
    }

"""Numbers tell too: what others have must not change a single figure, list or menu of mine (C1)."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from steward import contents
from steward.kernel import acts
from steward.kernel.attaching import attach
from steward.people.models import Party, Person
from tests.people import as_
from tests.rights.addresses import addresses, in_turn, paths
from tests.rights.asking import plain
from tests.rights.ground import forget_scope

if TYPE_CHECKING:
    from tests.rights.asking import Asker
    from tests.rights.ground import Ground

OTHERS = ("customer-a", "supplier-a", "engineer", "manager", "admin", "nobody")
# Differs from one answer to the next whoever asks: tokens of forms, marks of a challenge, zip's own clock.
_NOISE = re.compile(
    r"csrfmiddlewaretoken[^>]+>|nonce-\w+|<dcterms:\w+ .*?</dcterms:\w+>|[A-Z2-7]{32}|<svg.*?</svg>",
    re.DOTALL,
)


def _answers(asker: Asker, ground: Ground, username: str, *, every: bool = True) -> dict[str, str]:
    """The pages that somebody may read, about his own customer's records; where not `every`, each third in turn."""
    found = {}
    asked = [address for address in addresses() if every or address.path in in_turn()]
    for address in asked if every else asked[OTHERS.index(username) % 3 :: 3]:
        if address.name.startswith(("account_", "mfa_", "socialaccount_")) or "move" in str(address):
            continue
        for path in paths(address, ground, ground.records["alpha"][0].number):
            if username == "admin" and path.startswith("/registers/"):
                continue  # the administrator keeps the registers of all companies
            answer = asker.ask(username, "GET", path)
            found[path] = f"{answer.status} {_NOISE.sub('', plain(answer.text))}"
    for question in (
        "q=zz",
        "state=all",
        "state=all&q=zqshared",
        "tags=shared",
        "state=all&sort=priority",
        "due_at=overdue",
    ):
        found[question] = _NOISE.sub("", plain(asker.ask(username, "GET", f"/incident/?{question}").text))
    return found


def _add_to_beta() -> None:
    """Another customer's day: people, records, notes, files, tags, moves."""
    process = contents.by_kind()["incident"]
    with as_("service-head"):
        Person.objects.create(
            party=Party.objects.get(code="beta"),
            code="person-late",
            name_zh="zqshared",
            name_en="zqshared",
            sort_key="zq",
        )
    for turn in range(3):
        with as_("desk") as actor:
            raw = {
                "title": f"zqshared {turn}",
                "project": "beta-ops",
                "impact": 1,
                "urgency": 1,
                "tags": ["shared"],
            }
            number = acts.open_record(process, actor=actor, raw=raw).number
            acts.comment(process, number, actor=actor, body="zqshared", reach=1)
            attach(
                process,
                number,
                actor=actor,
                name="zqshared.txt",
                media_type="text/plain",
                content=io.BytesIO(b"zq"),
            )
            acts.move(process, number, "assign", actor=actor, raw={"team": "network"}, version=None)
    forget_scope()


@pytest.mark.parametrize("username", OTHERS)
def test_what_beta_adds_or_takes_away_changes_nothing_for_others(
    username: str, ground: Ground, asker: Asker, pytestconfig: pytest.Config
) -> None:
    every = pytestconfig.getoption("--long")
    before = _answers(asker, ground, username, every=every)
    with transaction.atomic():
        _add_to_beta()
        with_more = _answers(asker, ground, username, every=every)
        transaction.set_rollback(True)
    changed = [path for path, text in before.items() if with_more[path] != text]
    assert not changed, changed


def test_the_comparison_has_teeth(ground: Ground, asker: Asker) -> None:
    before = _answers(asker, ground, "customer-b")
    with transaction.atomic():
        _add_to_beta()
        with_more = _answers(asker, ground, "customer-b")
        transaction.set_rollback(True)
    changed = [path for path, text in before.items() if with_more[path] != text]
    assert "/incident/" in changed
    assert len(changed) > 5

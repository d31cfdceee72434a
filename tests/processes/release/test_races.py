"""Two at the same moment: one policy comes into force, one release gets the version, a plan stands (B8)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Record
from steward.kernel.refusal import Refused
from tests.people import as_
from tests.processes.release.releases import PARTS, in_test, move, open_, planned, policy

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)
LONG, SHORT = 20, 0.7


def overlapping(first: tuple[str, Callable[[Any], Any]], second: tuple[str, Callable[[Any], Any]]) -> tuple[Any, Any]:
    """What both answer when the second begins while the transaction of the first is still open."""
    done, go = Event(), Event()

    def run(by: str, act: Callable[[Any], Any], *, holds: bool) -> Any:
        try:
            with as_(by) as actor:
                answer = act(actor)
                if holds:
                    done.set()
                    go.wait(LONG)
                return answer
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(run, *first, holds=True)
        assert done.wait(LONG)
        other = pool.submit(run, *second, holds=False)
        wait([other], timeout=SHORT)
        go.set()
        return one.result(), other.result()


def test_one_of_two_policies_comes_into_force() -> None:
    drafts = [open_("release_policy", title=f"策略{turn}", **PARTS) for turn in range(2)]
    for draft in drafts:
        move(draft, "submit", review_on="2027-06-01")

    def approve(number: str) -> Callable[[Any], Any]:
        said = {"verdict": "approved", "version": None}
        return lambda actor: acts.decide(process_of("release_policy"), number, "approve", actor=actor, **said)

    first, second = (("service-head", approve(draft.number)) for draft in drafts)
    _made, refused = overlapping(first, second)
    assert isinstance(refused, Refused)
    with as_("keeper"):
        assert Record.objects.filter(kind="release_policy", state="in_force").count() == 1


def test_one_of_two_releases_gets_the_version() -> None:
    def opened(actor: Any) -> Any:
        raw = {"title": "x", "project": "alpha-ops", "version_label": "mail-1.0.0"}
        return acts.open_record(process_of("release"), actor=actor, raw=raw)

    made, refused = overlapping(("keeper", opened), ("keeper", opened))
    assert isinstance(refused, Refused)
    assert made.number in str(refused.faults)  # type: ignore[attr-defined]  # of Invalid


def test_a_site_is_not_altered_while_its_release_is_submitted() -> None:
    policy()
    release, sites, _change = planned()
    in_test(release)
    steps = [{"step": "全部重装", "minutes": 5}]
    _made, refused = overlapping(
        (
            "keeper",
            lambda actor: acts.move(
                process_of("release"), release.number, "submit", actor=actor, raw={"test_accepted": "x"}, version=None
            ),
        ),
        (
            "engineer",
            lambda actor: acts.amend(
                process_of("rollout"), sites[0].number, actor=actor, raw={"run_sheet": steps}, version=None
            ),
        ),
    )
    assert isinstance(refused, Refused)

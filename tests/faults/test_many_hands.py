"""B7: many people edit one record: whoever saw an old version is refused, and no update is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import TimelineEntry
from steward.kernel.refusal import Stale
from tests.faults.serving import Answer, Installation, Visitor, Web, serving, token_of
from tests.people import as_

if TYPE_CHECKING:
    from collections.abc import Iterator

PEOPLE = ("desk", "engineer", "manager", "customer-a", "service-head")
FIELDS = ("title", "description")


class ManyHands(RuleBasedStateMachine):
    """People look, and write what they saw changed; the model is a plain dictionary."""

    def __init__(self) -> None:
        """One incident, that everybody has looked at."""
        super().__init__()
        with as_("desk") as actor:
            raw = {"title": "0", "description": "0", "project": "alpha-ops"}
            made = acts.open_record(process_of("incident"), actor=actor, raw=raw)
        self.number, self.version = made.number, 1
        self.fields = {"title": "0", "description": "0"}
        self.seen = dict.fromkeys(PEOPLE, 1)
        self.told: list[tuple[str, str]] = []

    @rule(who=st.sampled_from(PEOPLE))
    def look(self, who: str) -> None:
        with as_(who) as actor:
            self.seen[who] = acts.fetch(process_of("incident"), self.number, actor).version
        assert self.seen[who] == self.version

    @rule(who=st.sampled_from(PEOPLE[:4]), field=st.sampled_from(FIELDS), text=st.sampled_from("123"))
    def amend(self, who: str, field: str, text: str) -> None:
        with self.as_seen_by(who) as (actor, version):
            acts.amend(process_of("incident"), self.number, actor=actor, raw={field: text}, version=version)
            if self.fields[field] != text:
                self.fields[field] = text
                self.version += 1

    @rule(who=st.sampled_from(("desk", "customer-a")), text=st.text("甲乙丙", min_size=1, max_size=3))
    def reply(self, who: str, text: str) -> None:
        """A reply overwrites nothing: it needs no version."""
        with as_(who) as actor:
            acts.comment(process_of("incident"), self.number, actor=actor, body=text, reach=1)
        self.version += 1
        self.told.append((who, text))

    @precondition(lambda self: self.fields["title"] == "3")
    @rule(who=st.sampled_from(("desk", "engineer")))
    def assign(self, who: str) -> None:
        with self.as_seen_by(who) as (actor, version):
            raw = {"team": "network", "owner": "p-engineer"}
            acts.move(process_of("incident"), self.number, "assign", actor=actor, raw=raw, version=version)
            self.version += 1

    @contextmanager
    def as_seen_by(self, who: str) -> Iterator[tuple[Any, int]]:
        """Acts on the version that somebody saw; a stale one must be refused, with the current one named."""
        stale = self.seen[who] != self.version
        try:
            with as_(who) as actor:
                yield actor, self.seen[who]
        except Stale as refused:
            assert stale
            assert refused.current == self.version  # noqa: PT017  either way is right at its time
        else:
            assert not stale, f"{who} wrote over what somebody else had written"
        self.seen[who] = self.version

    @invariant()
    def nothing_is_lost(self) -> None:
        with as_("auditor") as actor:
            found = acts.fetch(process_of("incident"), self.number, actor)
            entries = TimelineEntry.objects.filter(record_id=found.pk).exclude(verb="clock").order_by("id")
            bodies = [(e.actor.username, e.body) for e in entries.select_related("actor") if e.body]
            assert (found.title, found.description, found.version) == (*self.fields.values(), self.version)
            assert len(entries) == self.version
            assert bodies == self.told


@pytest.mark.django_db
@pytest.mark.parametrize("examples", [15, pytest.param(400, marks=pytest.mark.long)])
def test_no_order_of_hands_loses_an_update(examples: int) -> None:
    run_state_machine_as_test(
        ManyHands,
        settings=settings(
            max_examples=examples, stateful_step_count=12, deadline=None, database=None,
            derandomize=True, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


@pytest.fixture
def web(installation: Installation) -> Iterator[Web]:
    with serving(installation.connection, 2) as web:
        yield web


def counted_up(program: Visitor, number: str, times: int) -> tuple[int, int]:
    """Read, add one, write with the version read; once more where somebody was faster."""
    written = refused = 0
    address = f"/api/v1/incident/{number}/"
    while written < times:
        seen = program.ask("GET", address)
        raw = {"description": str(int(seen.json["description"]) + 1)}
        done = program.ask("PATCH", address, data=raw, headers={"If-Match": seen.headers["etag"]})
        assert done.status in (200, 412), done.text
        written, refused = written + (done.status == 200), refused + (done.status == 412)
    return written, refused


def opened(program: Visitor) -> Answer:
    raw = {"title": "计数", "description": "0", "project": "alpha-ops"}
    return program.ask("POST", "/api/v1/incident/", data=raw)


@pytest.mark.server
@pytest.mark.parametrize(("people", "times"), [(6, 4), pytest.param(50, 4, marks=pytest.mark.long)])
def test_people_at_once_over_http_lose_no_update(installation: Installation, web: Web, people: int, times: int) -> None:
    program = Visitor(web.port, token_of(installation, "desk"))
    number = opened(program).json["number"]
    with ThreadPoolExecutor(people) as pool:
        done = list(pool.map(lambda _: counted_up(program.twin(), number, times), range(people)))
    assert sum(refused for _written, refused in done), "nobody came in anybody's way: this shows nothing"
    # A line that lay still while fifty others were busy may be closed by now.
    found = program.twin().ask("GET", f"/api/v1/incident/{number}/").json
    assert (found["description"], found["version"]) == (str(people * times), people * times + 1)


@pytest.mark.server
@pytest.mark.long
def test_without_versions_updates_would_be_lost_and_this_would_show(installation: Installation, web: Web) -> None:
    """The control: two who saw the same number write one more each, the second without looking again."""
    program = Visitor(web.port, token_of(installation, "desk"))
    address = f"/api/v1/incident/{opened(program).json['number']}/"
    for version in (1, 2):
        written = program.ask(
            "PATCH", address, data={"description": "1", "title": f"第 {version} 次", "version": version}
        )
        assert written.status == 200
    assert program.ask("GET", address).json["description"] == "1"
    assert program.ask("PATCH", address, data={"description": "2", "version": 1}).status == 409
    assert program.ask("PATCH", address, data={"description": "2"}).status == 428


@pytest.mark.server
def test_the_form_of_a_slower_hand_keeps_what_was_typed(installation: Installation, web: Web) -> None:
    program = Visitor(web.port, token_of(installation, "desk"))
    number = opened(program).json["number"]
    desk = Visitor(web.port).log_in("desk")
    slower = desk.twin()
    assert desk.ask("GET", f"/incident/{number}/amend/").status == 200
    form = {
        "title": "先到",
        "description": "先到的说明",
        "version": "1",
        "was.title": "计数",
        "was.description": "0",
    }
    assert desk.ask("POST", f"/incident/{number}/amend/", form=form).status == 303
    late = slower.ask("POST", f"/incident/{number}/amend/", form={**form, "title": "后到的标题", "description": "后到"})
    assert late.status == 409
    for text in ("后到的标题", "先到", "计数"):
        assert text in late.text
    assert program.ask("GET", f"/api/v1/incident/{number}/").json["title"] == "先到"

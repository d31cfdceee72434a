"""Every operation of the REST description, asked by schemathesis: no failure of ours, nothing untrue in it (D)."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from steward.kernel.catalogue import all_places, process_of
from steward.surface.rest.shape import relations_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.rights.asking import Asker
    from tests.rights.ground import Ground

# Requests of an operation by default, and with --long.
SOME, MANY = 5, 100
READERS = ("desk", "customer-a", "service-head")
PROMISED = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
PROBLEM = "application/problem+json"


def _app(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """The program without a server; files are closed when they have been read."""
    answer: Any = WSGIHandler()(environ, start)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


@cache
def _operations() -> dict[str, Any]:
    from steward.surface.rest.urls import description

    # A copy: the library writes into what it reads.
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(description())))
    schema.app = _app
    return {found.ok().label: found.ok() for found in schema.get_all_operations()}


@contextmanager
def _one_connection() -> Iterator[None]:
    """The server's end of a request does not close the connection that the test's transaction is on."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@dataclass
class _Sense:
    """What makes a request find something and be carried out: parts of its address, values of its body, headers."""

    places: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def brought_into(self, case: Any) -> Any:
        """The same request, with sense."""
        if isinstance(case.body, dict):
            case.body = {**case.body, **{name: value for name, value in self.body.items() if value is not None}}
            case.body = {name: value for name, value in case.body.items() if self.body.get(name, value) is not None}
        case.headers = {**(case.headers or {}), **self.headers}
        return case


def _cases(label: str, sense: _Sense) -> st.SearchStrategy[Any]:
    """Values as described, with sense and without; values as forbidden, about things that are there and others."""
    operation = _operations()[label]
    good, bad = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
    places = sense.places or None
    return st.one_of(
        operation.as_strategy(good, path_parameters=places).map(sense.brought_into),
        operation.as_strategy(good),
        operation.as_strategy(bad, path_parameters=places),
        operation.as_strategy(bad),
    )


def _sense(label: str, ground: Ground, asker: Asker) -> _Sense:
    kind = label.split("/")[3]
    if kind == "exports":
        return _Sense({"pk": ground.exports["desk"]} if "{pk}" in label else {}, {"kind": "incident", "params": None})
    if kind in {place.key for place in all_places()}:
        return _Sense({}, {})
    relations = dict.fromkeys(relations_of(process_of(kind)))
    if "{number}" not in label:
        return _Sense(body={**relations, "project": "alpha-ops", "tags": ["zz"]} if label.startswith("POST") else {})
    record = next(each for each in ground.records["alpha"] if each.kind == kind)
    moves = json.loads(asker.ask("service-head", "GET", f"/api/v1/{kind}/{record.number}/moves/").text)
    known = {
        "number": record.number,
        "name": next(each["name"] for each in moves["items"] if moves["state"] in each["source"]),
        "pk": ground.files.get(record.number, 0),
    }
    body = {"relation": "related_to", "target": ground.records["alpha"][1].number} if "links" in label else relations
    places = {name: value for name, value in known.items() if f"{{{name}}}" in label}
    return _Sense(places, {**body, "version": None}, {"If-Match": f'"{moves["version"]}"'})


def _ask(case: Any, token: str) -> tuple[int, str]:
    """Asks, and takes back what was written. Raises FailureGroup where the description is not kept to."""
    with _one_connection(), transaction.atomic():
        try:
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            case.validate_response(answer, checks=PROMISED)
        finally:
            transaction.set_rollback(True)
    return answer.status_code, answer.headers["content-type"][0]


# Each third operation in turn, with --long all: the same code answers for every kind.
@pytest.mark.parametrize(
    "label",
    [
        pytest.param(label, marks=[pytest.mark.long] * bool(place % 3), id=label)
        for place, label in enumerate(_operations())
    ],
)
def test_an_operation_keeps_to_its_description_whatever_is_sent(
    label: str, ground: Ground, asker: Asker, request: pytest.FixtureRequest
) -> None:
    seen: list[tuple[int, str]] = []

    @settings(
        max_examples=MANY if request.config.getoption("--long") else SOME,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=_cases(label, _sense(label, ground, asker)), username=st.sampled_from(READERS))
    def ask(case: Any, username: str) -> None:
        seen.append(_ask(case, asker.tokens[username]))

    ask()
    assert seen
    assert [each for each in seen if each[0] >= 400 and each[1] != PROBLEM] == []


def test_it_would_notice_a_lie(ground: Ground, asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: an answer that lacks a promised field is found."""
    from steward.surface.rest import records

    real = records._told
    monkeypatch.setattr(records, "_told", lambda move: {**real(move), "target": None})
    label = "GET /api/v1/incident/{number}/moves/"
    places = {"number": ground.records["alpha"][0].number}

    @settings(max_examples=3, deadline=None, database=None, derandomize=True, phases=[Phase.generate])
    @given(case=_operations()[label].as_strategy(GenerationMode.POSITIVE, path_parameters=places))
    def ask(case: Any) -> None:
        _ask(case, asker.tokens["desk"])

    with pytest.raises(BaseExceptionGroup):
        ask()

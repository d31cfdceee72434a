"""Values that are not the writer's to set: another customer's rows (C3), fields nobody offers (C4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import models, transaction

from steward import contents
from steward.kernel.intake.values import field_of
from steward.kernel.models import Record, RecordKey
from steward.people.models import Party, Person, ServiceProject
from tests.cast import CAST
from tests.people import as_
from tests.rights.ground import CONTACTS, holds
from tests.rights.handed import RECORD_TYPE

if TYPE_CHECKING:
    from steward.kernel.process import Process
    from tests.rights.asking import Answer, Asker
    from tests.rights.ground import Ground

each = pytest.mark.parametrize("process", contents.processes(), ids=lambda process: process.kind)
# A row of each plain noun that some process can't do without.
KEYS = {
    "Calendar": "office",
    "CiClass": "virtual_machine",
    "Document": "ITSM-B-14",
    "Person": "p-desk",
    "record_type": RECORD_TYPE,
}
# Whoever of them may amend a kind does so.
AMENDERS = ("desk", "service-head", "manager", "quality")
channels = pytest.mark.parametrize("channel", ["form", "REST"])


def _writers(process: Process) -> list[str]:
    """Those of the cast who open such records for alpha."""
    return [name for name in CAST if holds(name, process.opened_by) and name != "customer-b"]


def _foreign(process: Process, name: str, ground: Ground) -> list[str]:
    """Keys and ids of another customer's row that a relation might name."""
    field = field_of(process, name)
    if not isinstance(field, models.ForeignKey):
        return []
    with as_("service-head"):
        if issubclass(field.related_model, Person):
            row = Person.objects.get(code="person-beta")
            return [row.code, str(row.pk)]
        if issubclass(field.related_model, Record):
            row = ground.records["beta"][0]
            return [row.number, str(row.pk)]
        if issubclass(field.related_model, (Party, ServiceProject)):
            row = field.related_model.objects.get(code="beta" if issubclass(field.related_model, Party) else "beta-ops")
            return [row.code, str(row.pk)]
    return []


def _open(asker: Asker, channel: str, username: str, process: Process, values: dict[str, Any]) -> Answer:
    if channel == "form":
        # A contact of one customer is not asked for the project: the form has no such field.
        contact = all(role in CONTACTS for role, _project in CAST[username][3])
        values = {name: value for name, value in values.items() if not (contact and name == "project")}
        return asker.ask(username, "POST", f"/{process.kind}/new/", body=values)
    return asker.ask(username, "POST", f"/api/v1/{process.kind}/", body=values)


def _valid(process: Process, ground: Ground) -> dict[str, Any]:
    """Values with which a record of the process opens for alpha."""
    values: dict[str, Any] = {"title": "zz", "project": "alpha-ops"}
    for name in process.required:
        field = field_of(process, name)
        if name in values:
            continue
        if isinstance(field, RecordKey):
            values[name] = next(r for r in ground.records["alpha"] if r.kind in field.kinds).number
        elif isinstance(field, models.ForeignKey):
            values[name] = KEYS.get(name) or KEYS[field.related_model.__name__]
        elif field.choices:
            values[name] = field.flatchoices[0][0]
        else:
            values[name] = "2026-01-01" if isinstance(field, models.DateField) else "zz"
    return values


@each
@channels
def test_it_opens_with_values_that_are_right(process: Process, channel: str, ground: Ground, asker: Asker) -> None:
    """The control run: without the foreign value everything below would be written."""
    for username in _writers(process):
        if any(role in CONTACTS for role, _project in CAST[username][3]) and not process.contact_fields:
            continue
        answer = _open(asker, channel, username, process, _valid(process, ground))
        assert answer.wrote, f"{username}: {answer.status} {answer.text[-400:]}"


@each
@channels
def test_a_relation_to_another_customers_row_is_refused(
    process: Process, channel: str, ground: Ground, asker: Asker
) -> None:
    found = []
    for username in _writers(process):
        for name in _offered(process, username, channel):
            for value in _foreign(process, name, ground):
                answer = _open(asker, channel, username, process, _with(process, ground, username, name, value))
                if answer.wrote or not 400 <= answer.status < 500:
                    found.append(f"{username} {name}={value}: {answer.status}")
    assert not found, "\n".join(found)


def _offered(process: Process, username: str, channel: str) -> set[str]:
    """What may be filled in: a form leaves alone what it does not offer, REST refuses it."""
    if channel == "REST":
        return {*process.fields, "customer", "project"}
    contact = all(role in CONTACTS for role, _project in CAST[username][3])
    return set(process.contact_fields) if contact else set(process.fields)


def _with(process: Process, ground: Ground, username: str, name: str, value: str) -> dict[str, Any]:
    """Right values with a foreign one; whoever works for beta too names a project of another customer."""
    values = _valid(process, ground)
    works_for_beta = any(p in (None, "beta-ops") for role, p in CAST[username][3] if role in process.opened_by)
    if name == "project" and works_for_beta:
        return {**values, "customer": "alpha", name: value}
    return {**values, name: value}


@each
def test_an_amendment_refuses_another_customers_row(process: Process, ground: Ground, asker: Asker) -> None:
    record = next(r for r in ground.records["alpha"] if r.kind == process.kind)
    version, base = _state(record)["version"], f"/{process.kind}/{record.number}/"
    found = []
    for username in (name for name in CAST if holds(name, process.amended_by, record)):
        offered = _offered(process, username, "form")
        for name, value in ((field, key) for field in offered for key in _foreign(process, field, ground)):
            body = {name: value, "version": str(version)}
            seen = {"HTTP_IF_MATCH": f'"{version}"'}
            page = asker.ask(username, "POST", f"{base}amend/", body=body)
            rest = asker.ask(username, "PATCH", f"/api/v1{base}", body={name: value}, **seen)
            found += [
                f"{username} {name}={value}: {answer.status}"
                for answer in (page, rest)
                if answer.wrote or not 400 <= answer.status < 500
            ]
    assert not found, "\n".join(found)


@each
def test_a_move_refuses_another_customers_row(process: Process, ground: Ground, asker: Asker) -> None:
    record = next(r for r in ground.records["alpha"] if r.kind == process.kind)
    version, base = _state(record)["version"], f"/{process.kind}/{record.number}/"
    found = []
    for move in process.moves_from(record.state):
        for name in (*move.asks, *move.offers):
            for value in _foreign(process, name, ground):
                more = {name: value, "version": str(version)}
                answer = asker.ask("desk", "POST", f"{base}move/{move.name}/", more=more)
                found += [f"{move.name} {name}={value}"] if answer.wrote else []
    assert not found, "\n".join(found)


def test_a_link_to_a_record_that_the_writer_does_not_see_is_refused(ground: Ground, asker: Asker) -> None:
    mine, theirs = ground.records["alpha"][0], ground.records["beta"][0]
    for username in ("customer-a", "engineer", "manager", "supplier-a"):
        body = {"relation": "related_to", "target": theirs.number}
        page = asker.ask(username, "POST", f"/incident/{mine.number}/links/", body=body)
        rest = asker.ask(username, "POST", f"/api/v1/incident/{mine.number}/links/", body=body)
        for answer in (page, rest):
            assert 400 <= answer.status < 500, f"{username} {answer.status}"
            assert not answer.wrote, username


# Only documented fields change.


def _state(record: Record) -> dict[str, Any]:
    with as_("service-head"):
        row = type(record).objects.get(pk=record.pk)
        return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _undocumented(process: Process, *, every: bool) -> dict[str, Any]:
    """Every column that no form offers, with a value that would change it, and one that there is not.

    Of the columns that all kinds have each third kind is asked in turn, where not `every`.
    """
    values: dict[str, Any] = {"no_such_field": "1", "__class__": "x", "pk": 1}
    kind = contents.processes().index(process)
    for place, field in enumerate(process.model._meta.concrete_fields):
        if not every and field.model is Record and (place + kind) % 3:
            continue
        if field.name not in (*process.fields, "tags"):
            values[field.name] = values[field.attname] = _other_value(field)
    return values


def _other_value(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, (models.IntegerField, models.ForeignKey)):
        return 4
    if isinstance(field, models.DateTimeField):
        return "2026-01-05T10:00:00Z"
    return {"x": 1} if isinstance(field, models.JSONField) else "zz"


@each
def test_rest_refuses_every_field_that_is_not_documented(
    process: Process, ground: Ground, asker: Asker, pytestconfig: pytest.Config
) -> None:
    record, found = next(r for r in ground.records["alpha"] if r.kind == process.kind), []
    username = next(name for name in AMENDERS if holds(name, process.amended_by, record))
    version = _state(record)["version"]
    for name, value in _undocumented(process, every=pytestconfig.getoption("--long")).items():
        path = f"/api/v1/{process.kind}/{record.number}/"
        # A version in the body is the version that the writer saw; it may not set another.
        if name == "version":
            continue
        answer = asker.ask(username, "PATCH", path, body={name: value}, HTTP_IF_MATCH=f'"{version}"')
        if answer.wrote or not 400 <= answer.status < 500:
            found.append(f"PATCH {name}: {answer.status}")
        if name in ("customer", "project"):
            continue
        made = asker.ask(username, "POST", f"/api/v1/{process.kind}/", body={**_valid(process, ground), name: value})
        if made.wrote or not 400 <= made.status < 500:
            found.append(f"POST {name}: {made.status}")
    assert not found, "\n".join(found)


@each
def test_a_form_refuses_every_field_that_is_not_its_own(
    process: Process, ground: Ground, asker: Asker, pytestconfig: pytest.Config
) -> None:
    record, found = next(r for r in ground.records["alpha"] if r.kind == process.kind), []
    username = next(name for name in AMENDERS if holds(name, process.amended_by, record))
    version = str(_state(record)["version"])
    right = asker.ask(username, "POST", f"/{process.kind}/{record.number}/amend/", body=_amended(version))
    assert right.wrote, "the control: what is offered does change"
    for name, value in _undocumented(process, every=pytestconfig.getoption("--long")).items():
        if name == "version":
            continue
        bodies = {
            f"/{process.kind}/{record.number}/amend/": _amended(version),
            f"/{process.kind}/{record.number}/comments/": {"body": "zz new", "reach": "3"},
            f"/{process.kind}/new/": {name: str(value) for name, value in _valid(process, ground).items()},
        }
        for path, body in bodies.items():
            if path.endswith("/new/") and name == "project":
                continue
            answer = asker.ask(username, "POST", path, body={**body, name: str(value)})
            if answer.wrote or answer.status != 422 or f"“{name}”" not in answer.text or "zz" not in answer.text:
                found.append(f"{path} {name}: {answer.status}")
    assert not found, "\n".join(found)


def _amended(version: str) -> dict[str, str]:
    return {"title": "zz new", "version": version}


@each
def test_a_contact_sets_only_what_contacts_may(process: Process, ground: Ground, asker: Asker) -> None:
    if not holds("customer-a", process.opened_by):
        pytest.skip("contacts open no such record")
    for name in (*process.fields, "tags"):
        if name in process.contact_fields:
            continue
        field = field_of(process, name)
        value = "p-engineer" if isinstance(field, models.ForeignKey) else _other_value(field)
        answer = asker.ask("customer-a", "POST", f"/api/v1/{process.kind}/", body={"title": "zz", name: value})
        assert not answer.wrote, name
        assert 400 <= answer.status < 500, name


def test_nobody_writes_into_an_audience_that_is_not_his(ground: Ground, asker: Asker) -> None:
    """A contact's note goes to his own side, whatever he asks for; so does a supplier's."""
    from steward.kernel.models import TimelineEntry

    record = ground.records["alpha"][0]
    for username, reach in (("customer-a", 1), ("supplier-a", 2)):
        with transaction.atomic():
            asker.clients[username].post(f"/incident/{record.number}/comments/", {"body": "zz told", "reach": "3"})
            with as_("desk"):
                assert TimelineEntry.objects.get(record_id=record.pk, body="zz told").reach == reach
            transaction.set_rollback(True)
        asker.reset(username)

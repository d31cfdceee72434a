"""The description tells the truth: every process, every route, every field, and nothing that is not there."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from steward.kernel.catalogue import all_processes
from steward.surface.rest.shape import columns_of


@pytest.fixture
def told(db):
    response = Client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    return json.loads(response.content)


def test_it_is_openapi_with_every_process(told):
    assert told["openapi"].startswith("3.1")
    for process in all_processes():
        schema = told["components"]["schemas"][process.kind.title().replace("_", "")]
        assert set(schema["properties"]) == {*columns_of(process), "url", "customer_name", "stated"}
        new = told["paths"][f"/api/v1/{process.kind}/"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert set(process.fields) <= set(new["properties"])
        assert new["additionalProperties"] is False


def test_a_record_is_as_described(told, desk):
    schema = told["components"]["schemas"]["Incident"]
    # What is stated of a record comes with imported ones alone.
    assert desk.create().keys() == schema["properties"].keys() - {"stated"}
    assert schema["properties"]["impact"]["anyOf"][0]["enum"] == [1, 2, 3]


def test_every_get_answers_and_every_reference_leads_somewhere(told, desk):
    number = desk.create()["number"]
    gets = [path for path, operations in told["paths"].items() if "get" in operations and "/incident/" in path]
    assert len(gets) >= 8
    for path in gets:
        if "{pk}" not in path:
            assert desk.get(path.removeprefix("/api/v1/").replace("{number}", number)) is not None
    for reference in set(json.dumps(told).split('"$ref": "')[1:]):
        name = reference.split('"')[0].removeprefix("#/components/schemas/")
        assert name in told["components"]["schemas"]


def test_operations_have_names_of_their_own(told):
    names = [o["operationId"] for path in told["paths"].values() for o in path.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("language", "heading"), [("en", "Interface for programs"), ("zh-CN", "程序接口")])
def test_people_read_it_too(db, language, heading):
    response = Client().get("/api/v1/", headers={"Accept-Language": language})
    page = response.content.decode()
    assert response.status_code == 200
    assert f"<h1>{heading}</h1>" in page
    assert "/api/v1/incident/{number}/moves/{name}/" in page
    assert "style=" not in page

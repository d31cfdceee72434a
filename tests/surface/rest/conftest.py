"""Programs that talk to the API, each with the token of one of the cast."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

if TYPE_CHECKING:
    from django.http import HttpResponse

API = "/api/v1"


class Program:
    """A client with a token; bodies are JSON, addresses start at a kind."""

    def __init__(self, username: str | None, **words: Any) -> None:
        from steward.people import tokens  # conftest files are read before the applications

        self.client = Client(raise_request_exception=True, enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Bearer {tokens.issue(username, **words)}"} if username else {}

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        named = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        data = body if isinstance(body, (bytes, str)) else json.dumps(body) if body is not None else ""
        return self.client.generic(
            method.upper(), f"{API}/{path}", data, content_type="application/json", headers=named
        )

    def get(self, path: str, **headers: str) -> Any:
        response = self.send("get", path, **headers)
        assert response.status_code == 200, response.content.decode()
        return response.json()

    def create(self, **values: Any) -> dict[str, Any]:
        body = {"title": "VPN is down", "project": "alpha-ops", **values}
        response = self.send("post", "incident/", body)
        assert response.status_code == 201, response.content.decode()
        return response.json()


@pytest.fixture
def program(db: None) -> Callable[..., Program]:
    return Program


@pytest.fixture
def desk(db: None) -> Program:
    return Program("desk")


@pytest.fixture
def contact(db: None) -> Program:
    return Program("customer-a")

"""The map, a clause and what falls due next, as their readers see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from steward.people.models import User

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db


def page(username: str, address: str) -> HttpResponse:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client.get(address)


@pytest.mark.parametrize(
    "address", ["/conformity/", "/conformity/?by=standard", "/conformity/ahead/", "/conformity/7.2.4/"]
)
def test_pages_are_shown(address: str) -> None:
    answer = page("quality", address)
    assert answer.status_code == 200, answer.content.decode()[:3000]

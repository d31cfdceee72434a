"""Titles on forms stand in the language of whoever reads them, as on the record's own page."""

from __future__ import annotations

import pytest
from django.test import Client

from steward.people.models import User
from tests.registers.configuration.items import ci
from tests.rights.ground import forget_scope

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("page", "end"), [("move/receive", "</main>"), ("amend", "</h1>")])
@pytest.mark.parametrize(
    ("username", "there", "absent"), [("service-head", "Core", "sh1-app"), ("engineer", "sh1-app", "Core")]
)
def test_the_page_of_a_move_and_of_an_amendment_are_headed_by_it(
    username: str, there: str, absent: str, page: str, end: str
) -> None:
    item = ci("sh1-app-021", title_en="Core switch")
    client = Client()
    client.force_login(User.objects.get(username=username))
    forget_scope()
    text = client.get(f"/ci/{item.number}/{page}/").content.decode()
    head = text[text.index("<h1") : text.index(end)]
    assert there in head
    assert absent not in head

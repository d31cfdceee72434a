"""What tests of changes of many records begin with: rows ticked in a list, a worker's turn, what the page says."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.test import Client

from steward.people.models import User
from steward.surface.bulk import running
from steward.surface.models import BulkChange
from tests.people import as_
from tests.rights.ground import forget_scope


def visitor(username: str) -> Client:
    """Somebody of the cast, logged in to the pages."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    forget_scope()
    return client


def asked(username: str, kind: str, numbers: list[str], **values: str) -> Any:
    """Sends the form for records that were picked, as a person without scripts does; its answer."""
    sent = {"pick": numbers, "field": list(values), **values}
    return visitor(username).post(f"/bulk/{kind}/", urlencode(sent, doseq=True), "application/x-www-form-urlencoded")


def latest(username: str) -> BulkChange:
    """The newest change of an account."""
    with as_(username):
        return BulkChange.objects.latest("id")


def worked(username: str, pk: int) -> BulkChange:
    """A worker's turn; the change afterwards."""
    with as_(username) as actor:
        account = actor.id
    running.run(pk, account)
    with as_(username):
        return BulkChange.objects.get(pk=pk)


def checked(username: str, kind: str, numbers: list[str], **values: str) -> BulkChange:
    """Asked for and checked."""
    answer = asked(username, kind, numbers, **values)
    assert answer.status_code == 303, answer.content.decode()
    return worked(username, latest(username).pk)


def acted(username: str, pk: int, action: str) -> BulkChange:
    """A button of its page, and the worker's turn that follows; the newest change afterwards."""
    answer = visitor(username).post(f"/bulk/{pk}/", {"action": action})
    assert answer.status_code == 303, answer.content.decode()
    return worked(username, latest(username).pk)


def outcomes(username: str, pk: int) -> dict[str, str]:
    """What came of each record, else what the check said."""
    with as_(username):
        rows = BulkChange.objects.get(pk=pk).rows.all()
        return {row.number: row.outcome or row.verdict for row in rows}


def page_of(username: str, pk: int) -> str:
    """The page as its account sees it."""
    return visitor(username).get(f"/bulk/{pk}/").content.decode()

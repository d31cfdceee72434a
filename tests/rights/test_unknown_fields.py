"""No form of the program takes a field that it does not know, whoever sends it (C4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rights.addresses import Address, addresses, in_turn, paths
from tests.rights.ground import ANONYMOUS

if TYPE_CHECKING:
    from tests.rights.asking import Answer, Asker
    from tests.rights.ground import Ground

# The log-in library's own forms read their fields one by one and write nothing else.
LIBRARY = "accounts/"
pages = [address for address in addresses() if not address.is_api and not address.path.startswith(LIBRARY)]
# What a form takes depends on the side from which it is filled in: nobody, the provider, a contact.
SENDERS = (ANONYMOUS, "desk", "service-head", "customer-a")
SENT = {"zz_unknown": "1"}
# Nothing is there for this reader, or nothing is to be sent there.
CLOSED = (403, 404, 405)


@pytest.mark.parametrize("address", pages, ids=str)
def test_a_field_that_nobody_offers_is_refused_by_name(
    address: Address, ground: Ground, asker: Asker, pytestconfig: pytest.Config
) -> None:
    every = pytestconfig.getoption("--long") or address.path in in_turn()
    record = next((r for r in ground.records["alpha"] if address.process and r.kind == address.process.kind), None)
    answers = [
        (f"{username} {path}", asker.ask(username, "POST", path, body=SENT))
        for username in (SENDERS if every else SENDERS[1:2])
        for path in paths(address, ground, *([record.number] if record else []))
    ]
    assert [f"{who}: {answer.status}" for who, answer in answers if answer.wrote or not _refuses(answer)] == []
    open_to = [answer for _who, answer in answers if answer.status not in (*CLOSED, 302)]
    assert all("“zz_unknown”" in answer.text for answer in open_to)


def _refuses(answer: Answer) -> bool:
    if answer.status == 302:
        return answer.headers["Location"].startswith("/accounts/login/")
    return answer.status in (422, *CLOSED)


def test_forms_are_among_the_pages(ground: Ground, asker: Asker) -> None:
    """The control: the same pages do take what is theirs."""
    number = ground.records["alpha"][0].number
    sent = {"body": "zz", "reach": "3"}
    assert asker.ask("desk", "POST", f"/incident/{number}/comments/", body=sent).wrote
    assert not asker.ask(ANONYMOUS, "POST", f"/incident/{number}/comments/", body=sent).wrote

"""The matrix: every address, every method, every role, about one's own record, another's and none (C1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.views.generic import RedirectView

from tests.rights.addresses import FULL, METHODS, Address, addresses, in_turn, paths, unknown_parameters
from tests.rights.ground import ANONYMOUS, ROLES, UNKNOWN_NUMBER, Ground, holds, sees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steward.kernel.models import Record
    from tests.rights.asking import Answer, Asker

# Who has most to gain asks at every address, and alone where the answer is the same for all.
FEW = (ANONYMOUS, "customer-b")
# Of the others outside two ask at an address, and of the provider's people one, in turn.
OUTSIDE = ("customer-a", "supplier-a", "nobody")
MOST_OUTSIDE, MOST_INSIDE = 2, 1
# What a page of a process asks of its reader beside seeing the record, by what the address does.
WRITES = {
    "amend": "amended_by",
    "comment": "replied_by",
    "link": "replied_by",
    "attach": "replied_by",
    "tag": "amended_by",
}
DONE = (200, 201, 204, 303)
# Answers that do not tell whether there is such a record: it was not looked for, or not found.
HIDES = (404, 405, 400, 415, 422, 428)
ids = [str(address) for address in addresses()]


def test_every_parameter_of_an_address_is_known_to_the_matrix() -> None:
    unknown = {str(address): found for address in addresses() if (found := unknown_parameters(address))}
    assert not unknown, "say in tests/rights/addresses.py what stands for these"


def _askers(address: Address, *, everybody: bool) -> list[str]:
    """Whoever has most to gain, and in turn some of the others; with --long everybody.

    What all kinds share is asked by others than the one with most to gain at every third kind.
    """
    inside = [name for name in ROLES if name not in (*FEW, *OUTSIDE)]
    if everybody:
        return [*FEW, *OUTSIDE, *inside]
    if address.path not in in_turn():
        return [FEW[-1]]
    start = addresses().index(address)
    return [*FEW, *_in_turn(OUTSIDE, start, MOST_OUTSIDE), *_in_turn(inside, start, MOST_INSIDE)]


def _in_turn(names: Sequence[str], start: int, most: int) -> list[str]:
    return [names[(start + step) % len(names)] for step in range(most)]


@pytest.mark.parametrize("address", addresses(), ids=ids)
def test_nobody_reads_or_does_what_is_not_his(
    address: Address, ground: Ground, asker: Asker, pytestconfig: pytest.Config
) -> None:
    found: list[str] = []
    everybody = pytestconfig.getoption("--long")
    for username in _askers(address, everybody=everybody):
        forbidden = ground.forbidden(username)
        for method in _methods(address, username, everything=everybody):
            for record in _records(address, ground, method, username, everything=everybody):
                number = record.number if record else UNKNOWN_NUMBER
                for path in _few(address, method, paths(address, ground, number)):
                    answer = asker.ask(username, method, path)
                    what = f"{username} {method} {path}: {answer.status}"
                    found += [f"{what} holds {word}" for word in answer.leaks(forbidden, path)]
                    found += [f"{what} {fault}" for fault in _faults(address, username, method, record, answer)]
    assert not found, "\n".join(found)


def _methods(address: Address, username: str, *, everything: bool) -> tuple[str, ...]:
    """Those that it has; by few one besides that it has not, in turn: it is refused before rights are asked."""
    if username not in FEW:
        return address.methods
    others = [method for method in METHODS if method not in address.methods]
    start = addresses().index(address) + FEW.index(username)
    turn = others if everything or not others else [others[start % len(others)]]
    return (*address.methods, *turn)


def _few(address: Address, method: str, found: list[str]) -> list[str]:
    """Of the moves of a page the ends: each move has a test of its own below."""
    if method not in FULL:
        return found[:1]
    return [found[0], *found[-2:]] if address.suffix == "move" and not address.is_api else found


def _records(address: Address, ground: Ground, method: str, username: str, *, everything: bool) -> list[Record | None]:
    """Own and another's fall out of who asks: one of each customer, and one that is not there.

    What all kinds share is asked about another's alone by default, but in its turn.
    """
    if "number" not in address.params or address.process is None:
        return [None]
    kind = address.process.kind
    of = [next(r for r in ground.records[customer] if r.kind == kind) for customer in ("alpha", "beta")]
    if username in FEW and not everything and address.path not in in_turn():
        return of[:1]
    return [*of, *([None] if username in FEW else [])] if method in address.methods else of[1:]


def _faults(address: Address, username: str, method: str, record: Record | None, answer: Answer) -> list[str]:
    """What is wrong with an answer, from the declarations and the duties of the cast."""
    if answer.status >= 500:
        return ["fails"]
    if username == ANONYMOUS:
        return _anonymous(address, answer)
    if method not in (*FULL, "HEAD") and answer.status != 405 and _is_ours(address):
        return ["should be refused as a method that the page has not"]
    if "number" not in address.params or address.process is None:
        return []
    if record is None or not sees(username, record):
        faults = [] if answer.status in HIDES else ["should say that there is none"]
        return [*faults, *(["writes"] if answer.wrote else [])]
    return _rights(address, username, method, record, answer)


def _is_ours(address: Address) -> bool:
    """Whether it is a page of our own; the library's old addresses lead to its new ones, by any method."""
    is_redirect = getattr(address.callback, "view_class", None) is RedirectView
    return not is_redirect and not address.is_api and not address.path.startswith("accounts/")


def _anonymous(address: Address, answer: Answer) -> list[str]:
    """The API's description is for everybody; all else of it asks for a token, and pages for a log-in."""
    if answer.wrote:
        return ["writes"]
    if address.is_api and answer.status not in (401, 404, 405) and address.name not in ("api", "openapi"):
        return ["should ask for a token"]
    closed = not address.is_public
    return (
        ["should lead to the log-in"]
        if closed and not answer.headers.get("Location", "").startswith("/accounts/login/")
        else []
    )


def _rights(address: Address, username: str, method: str, record: Record, answer: Answer) -> list[str]:
    """Somebody who sees the record: may he do this to it, as the process declares?"""
    process: Any = address.process
    if address.is_api:
        return []
    if method == "GET" and address.suffix == "detail" and answer.status != 200:
        return ["should show the record"]
    roles = getattr(process, WRITES.get(address.suffix, ""), None)
    if method != "POST" or roles is None:
        return []
    if not holds(username, roles, record):
        return ["writes without the role"] if answer.wrote else []
    return [] if answer.status in (*DONE, 409, 422) else ["should be allowed"]


def test_every_move_is_made_by_those_it_is_declared_for_and_by_nobody_else(
    ground: Ground, asker: Asker, pytestconfig: pytest.Config
) -> None:
    """Each move is tried by a fifth of the cast, the next one by another; with --long each by everybody."""
    found, steps = [], 1 if pytestconfig.getoption("--long") else 5
    for record in (record for records in ground.records.values() for record in (records[0], *records[2:])):
        process = next(a.process for a in addresses() if a.process and a.process.kind == record.kind)
        for turn, move in enumerate(process.moves):
            path = f"/{record.kind}/{record.number}/move/{move.name}/"
            for username in list(ROLES)[turn % steps :: steps]:
                if username == ANONYMOUS or not sees(username, record):
                    continue
                may = holds(username, move.by, record) and record.state in move.source
                status = asker.ask(username, "GET", path).status
                if (status == 200) is not may:
                    found.append(f"{username} GET {path}: {status}, declared {'yes' if may else 'no'}")
                if not may and (answer := asker.ask(username, "POST", path)).wrote:
                    found.append(f"{username} POST {path} writes: {answer.status}")
    assert not found, "\n".join(found)


def test_a_record_is_opened_by_those_it_is_declared_for_and_by_nobody_else(ground: Ground, asker: Asker) -> None:
    found = []
    for address in addresses():
        if address.suffix != "new" or address.process is None:
            continue
        for username in set(ROLES) - {ANONYMOUS}:
            may = holds(username, address.process.opened_by)
            status = asker.ask(username, "GET", f"/{address}").status
            if (status == 200) is not may:
                found.append(f"{username} GET {address}: {status}, declared {'yes' if may else 'no'}")
            if not may and asker.ask(username, "POST", f"/{address}").wrote:
                found.append(f"{username} POST {address} writes")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("username", [name for name in ROLES if name != ANONYMOUS])
def test_questions_of_a_list_find_nothing_of_others(
    username: str, ground: Ground, asker: Asker, pytestconfig: pytest.Config
) -> None:
    """Each asks for a sixth of the words, the next for another; with --long everybody for all."""
    every, found = ground.forbidden(username), []
    steps = 1 if pytestconfig.getoption("--long") else 6
    words = every[list(ROLES).index(username) % steps :: steps]
    asked = [
        "state=all",
        "state=all&customer=beta",
        "state=all&customer=alpha",
        "state=all&project=beta-ops",
        "q=person-beta",
    ]
    asked += [f"state=all&q={word}" for word in words]
    tags = [word for word in words if "tag" in word]
    asked += [f"state=all&tags={word[:38]}" for word in tags]
    for question in asked:
        answer = asker.ask(username, "GET", f"/incident/?{question}")
        found += [f"{question} finds {word}" for word in answer.leaks(every, question)]
    for word in words:
        answer = asker.ask(username, "GET", f"/choices/record/?kinds=incident&q={word[:38]}")
        found += [f"{word} finds {leak}" for leak in answer.leaks(every, word[:38])]
    for word in (w for w in words if "person" in w or "party" in w):
        answer = asker.ask(username, "GET", f"/choices/person/?x={word}")
        found += [f"{word} finds {leak}" for leak in answer.leaks([*every, "person-beta"], word)]
    assert not found, "\n".join(found)


def test_the_matrix_has_teeth(ground: Ground, asker: Asker) -> None:
    """Those who are entitled do find the words where the others must not."""
    first = ground.records["beta"][0]
    text = asker.ask("desk", "GET", f"/incident/{first.number}/").text
    seen = [word for word in ground.forbidden("customer-a") if word in text]
    assert len(seen) > 15, seen

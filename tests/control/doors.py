"""Every door of the program behind which items are written: pages, operations of REST, acts. New ones join, or fail.

A page or an operation is driven by what its address does (`amend`, `move` …). One without a driver here is “a path
nobody drives”: whoever adds it adds a line, with `free=True` and the reason where it writes nothing of an item.
"""

from __future__ import annotations

import json
from inspect import getclosurevars
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import User
from steward.people.tokens import issue
from steward.registers.configuration import import_page
from steward.registers.configuration.bulk import job
from steward.surface.imports import running
from steward.surface.models import Import
from steward.surface.rest.urls import description
from tests.control.ground import ANSWERS, Ground, WritePath
from tests.people import as_
from tests.rights.addresses import addresses
from tests.surface.bulk_changes import latest, page_of, worked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from steward.kernel.process import Move
    from tests.rights.addresses import Address

KEEPER = "engineer"
NEW = {"title": "sh1-new", "ci_class": "virtual_machine", "project": "alpha-ops", "criticality": "3"}
OK, SEE_OTHER = range(200, 300), range(300, 400)
# What stands in a form beside: the item keeps it.
KEPT = {"title": "sh1-whole", "ci_class": "server"}


def moves() -> tuple[Move, ...]:
    """Every move that an item can make."""
    return process_of("ci").moves


def item_for(move: Move, ground: Ground) -> Any:
    """An item that stands where the move starts."""
    return next(ground.by_state[state] for state in move.source if state in ground.by_state)


def post(path: str, sent: dict[str, Any]) -> str:
    """A form as the engineer sends it: the page that refuses it, or nothing where it leads on."""
    client = Client()
    with as_(KEEPER):
        client.force_login(User.objects.get(username=KEEPER))
    answer = client.post(path, sent)
    return "" if answer.status_code in SEE_OTHER else answer.content.decode()


def call(method: str, path: str, body: Any) -> str:
    """An operation as the engineer's token calls it: the problem, or nothing."""
    with as_(KEEPER):
        token = issue(KEEPER)
    heads = {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_ACCEPT_LANGUAGE": "zh"}
    kind = {"content_type": "application/json", "data": json.dumps(body)} if body is not None else {}
    answer = getattr(Client(), method.lower())(path, **kind, **heads)
    return "" if answer.status_code in OK else answer.content.decode()


def _version(item: Any) -> int:
    with as_(KEEPER) as actor:
        return acts.fetch(process_of("ci"), item.number, actor).version


# Pages by what they do to an item: the form sent, about which item.
def _new(address: str, ground: Ground) -> str:
    return post(f"/{address}", {**NEW, **ground.named})


def _amend(address: str, ground: Ground) -> str:
    sent = {**KEPT, "serial": "SN-2", "version": _version(ground.whole), **ground.named}
    return post(f"/{address % {'number': ground.whole.number}}", sent)


def _import(address: str, ground: Ground) -> str:
    """A new item by the page of imports, applied at once."""
    table = SimpleUploadedFile("items.csv", b"class,name\nvirtual_machine,sh1-new\n")
    return post(f"/{address}", {"project": "alpha-ops", "files": table, "apply": "yes", **ground.named})


def _import_by_job(address: str, ground: Ground) -> str:
    """The same in the background: checked by a worker, written on the second word."""
    table = SimpleUploadedFile("items.csv", b"class,name\nvirtual_machine,sh1-new\n")
    with patch.object(import_page, "AT_ONCE", 0):
        if said := post("/ci/import/", {"project": "alpha-ops", "files": table, **ground.named}):
            return said
    with as_(KEEPER) as actor:
        pk, account = Import.objects.latest("pk").pk, actor.id
    running.run(pk, account, job.work)
    path = f"/{address % {'pk': pk}}"
    if said := post(path, {"step": "write"}):
        return said
    running.run(pk, account, job.work)
    client = Client()
    with as_(KEEPER):
        client.force_login(User.objects.get(username=KEEPER))
        done = Import.objects.get(pk=pk).state == Import.DONE
    return "" if done else client.get(path).content.decode()


def _plain(**sent: str) -> Callable[[str, Ground], str]:
    def driven(address: str, ground: Ground) -> str:
        return post(f"/{address % {'number': ground.whole.number, 'form': 'csv', 'pk': 1}}", sent)

    return driven


def _many(address: str, ground: Ground) -> str:
    """One field of an item by the page of many, checked and run by a worker."""
    sent = {"pick": ground.whole.number, "field": ["serial", "change"], "serial": "SN-8", **ground.named}
    if said := post(f"/{address % {'kind': 'ci'}}", sent):
        return said
    pk = worked(KEEPER, latest(KEEPER).pk).pk
    if said := post(f"/bulk/{pk}/", {"action": "run"}):
        return page_of(KEEPER, pk)
    worked(KEEPER, pk)
    return ""


PAGES: dict[str, tuple[Callable[[str, Ground], str], bool]] = {
    "ci_new": (_new, False),
    "ci_amend": (_amend, False),
    "ci_import": (_import, False),
    "ci_import_run": (_import_by_job, False),
    "bulk_new": (_many, False),
    # It lets run what the page of many has asked for, which drives it.
    "bulk_change": (_plain(action="run"), True),
    # Written to the timeline, to an account, to a file or as a check of one, and to no item.
    "ci_media": (_plain(number="CI-000001"), True),
    "ci_comment": (_plain(body="看过了"), True),
    "ci_link": (_plain(relation="related_to", target="CI-000001"), True),
    "ci_watch": (_plain(), True),
    "ci_tag": (_plain(tag="已盘点"), True),
    "ci_attach": (_plain(), True),
    "ci_export": (_plain(), True),
    "ci_save_view": (_plain(name="x", query=""), True),
    "ci_delete_view": (_plain(), True),
}


def pages() -> Iterator[WritePath]:
    """Every address of items that takes a form, and every move by its own."""
    for address in addresses():
        if _is_of_items(address) and _takes_a_form(address):
            if address.name == "ci_move":
                yield from (_page_of_move(address, move) for move in moves())
                continue
            driver, free = PAGES[address.name]
            yield WritePath(f"page {address}", _bound(driver, str(address)), free=free)


def _bound(driver: Callable[[str, Ground], str], address: str) -> Callable[[Ground], str]:
    return lambda ground: driver(address, ground)


def _page_of_move(address: Address, move: Move) -> WritePath:
    def made(ground: Ground) -> str:
        item = item_for(move, ground)
        path = f"/{address.path % {'number': item.number, 'name': move.name}}"
        return post(path, {**ANSWERS.get(move.name, {}), "version": _version(item), **ground.named})

    return WritePath(f"page {address} {move.name}", made)


def _is_of_items(address: Address) -> bool:
    """Pages of items, and those of every kind."""
    return not address.is_api and (address.path.startswith(("ci/", "bulk/")) or "/ci/" in address.path)


def _takes_a_form(address: Address) -> bool:
    """Whether a page is one that takes a form; one that says nothing of its methods takes all."""
    methods = getclosurevars(address.callback).nonlocals.get("request_method_list")
    return methods is None or "POST" in methods


def undriven() -> list[str]:
    """Addresses and operations of items that nobody drives."""
    forms = [a for a in addresses() if _is_of_items(a) and _takes_a_form(a) and a.name not in (*PAGES, "ci_move")]
    ways = [_way(path, method) for method, path in _operations()]
    return [*map(str, forms), *(way for way in ways if way not in (*REST, _MOVE))]


# Operations by what stands after the number; bodies for an item.
def _rest_new(path: str, ground: Ground) -> str:
    return call("POST", path, {**NEW, "criticality": 3, **ground.named})


def _rest_amend(path: str, ground: Ground) -> str:
    body = {"serial": "SN-3", "version": _version(ground.whole), **ground.named}
    return call("PATCH", path.format(number=ground.whole.number), body)


def _rest_import(path: str, ground: Ground) -> str:
    items = [{"class": "virtual_machine", "name": "sh1-new"}]
    return call("POST", path, {"project": "alpha-ops", "items": items, **ground.named})


def _rest_discovery(path: str, _ground: Ground) -> str:
    items = [{"class": "virtual_machine", "name": "sh1-seen"}, {"class": "server", "name": "sh1-whole", "serial": "X"}]
    return call("POST", path, {"project": "alpha-ops", "source": "scan", "items": items})


def _rest(method: str, body: Any) -> Callable[[str, Ground], str]:
    return lambda path, ground: call(method, path.format(number=ground.whole.number, pk=1), body)


REST: dict[str, tuple[Callable[[str, Ground], str], bool]] = {
    "POST ": (_rest_new, False),
    "PATCH {number}": (_rest_amend, False),
    "POST import": (_rest_import, False),
    # It gives up what the page of imports, which drives it, has begun.
    "DELETE imports/{pk}": (_rest("DELETE", None), True),
    # What a tool saw becomes discrepancies; the items stay as they are.
    "POST discoveries": (_rest_discovery, True),
    "POST {number}/comments": (_rest("POST", {"body": "看过了"}), True),
    "POST {number}/links": (_rest("POST", {"relation": "related_to", "target": "CI-000001"}), True),
    "PUT {number}/watch": (_rest("PUT", None), True),
    "DELETE {number}/watch": (_rest("DELETE", None), True),
    "POST {number}/attachments": (_rest("POST", {}), True),
    # No gate: decided is nothing.
    "POST {number}/decisions": (_rest("POST", {"move": "receive", "verdict": "approved"}), True),
}
_MOVE = "POST {number}/moves/{name}"


def _operations() -> list[tuple[str, str]]:
    """Every operation that is no reading, of items or raising one."""
    told = description()["paths"]
    return [
        (method.upper(), path)
        for path, operations in told.items()
        if path.startswith("/api/v1/ci/") or "/raises/ci" in path
        for method in operations
        if method in ("post", "put", "patch", "delete")
    ]


def _way(path: str, method: str) -> str:
    return f"{method} {path.removeprefix('/api/v1/ci/').strip('/')}"


def operations() -> Iterator[WritePath]:
    """Every operation, and every move by its own."""
    for method, path in _operations():
        if _way(path, method) == _MOVE:
            yield from (_operation_of_move(path, move) for move in moves())
            continue
        driver, free = REST[_way(path, method)]
        yield WritePath(f"{method} {path}", _bound(driver, path), free=free)


def _operation_of_move(path: str, move: Move) -> WritePath:
    def made(ground: Ground) -> str:
        item = item_for(move, ground)
        body = {**ANSWERS.get(move.name, {}), "version": _version(item), **ground.named}
        return call("POST", path.format(number=item.number, name=move.name), body)

    return WritePath(f"POST {path} {move.name}", made)

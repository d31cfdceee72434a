"""Every address of the program, read from the resolver, with values for each of its parameters."""

from __future__ import annotations

import inspect
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.urls import URLResolver, get_resolver
from django.utils.regex_helper import normalize

from tests.rights.ground import UNKNOWN_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.rights.ground import Ground

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
FULL = ("GET", "POST")


@dataclass(frozen=True)
class Address:
    """One URL pattern: its path with `%(name)s` for each parameter, its name, the process it serves."""

    path: str
    params: tuple[str, ...]
    name: str
    defaults: tuple[tuple[str, Any], ...]
    callback: Any

    def __str__(self) -> str:
        """As test names show it."""
        return self.path or "/"

    @property
    def process(self) -> Any:
        """The process whose records it is about; for REST, by the path's first word."""
        from steward import contents

        if process := dict(self.defaults).get("process"):
            return process
        words = self.path.removeprefix("api/v1/").split("/")
        return contents.by_kind().get(words[0]) if self.is_api else None

    @property
    def is_api(self) -> bool:
        """Whether a token opens it."""
        return self.path.startswith("api/")

    @property
    def methods(self) -> tuple[str, ...]:
        """Those that it answers: of REST, those of its operations; a page is read and sent."""
        held = inspect.getclosurevars(inspect.unwrap(self.callback)).nonlocals.get("self") if self.is_api else None
        return tuple(dict.fromkeys(m for each in getattr(held, "operations", ()) for m in each.methods)) or FULL

    @property
    def suffix(self) -> str:
        """What it does to its process: `detail`, `amend`, `move` …"""
        return self.name.removeprefix(f"{self.process.kind}_") if self.process else self.name

    @property
    def is_public(self) -> bool:
        """Whether it opens to those who have not logged in."""
        from steward.surface.middleware import PUBLIC

        return f"/{self.path}".startswith(PUBLIC)


def _walk(resolver: URLResolver, prefix: str, params: tuple[str, ...]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route, names = normalize(pattern.pattern.regex.pattern)[0]
        path, known = prefix + route, (*params, *names)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, path, known)
        else:
            defaults = tuple((pattern.default_args or {}).items())
            yield Address(path, known, pattern.name or "", defaults, pattern.callback)


@cache
def addresses() -> tuple[Address, ...]:
    """All of them, as the resolver knows them; of two for one path (by method, without slash) the first."""
    found: dict[str, Address] = {}
    for address in _walk(get_resolver(), "", ()):
        found.setdefault(address.path.rstrip("/"), address)
    return tuple(found.values())


def _shape(address: Address) -> str:
    """The address without its kind: what many kinds have of one shape is served by one code."""
    return address.path.replace(address.process.kind, "*", 1) if address.process else address.path


@cache
def in_turn() -> frozenset[str]:
    """Paths asked in full by default: a kind's own all, of what all kinds share every third kind's, each in its turn.

    So every kind has a third of its addresses among them, and every shared address a third of the kinds.
    """
    shapes = Counter(map(_shape, addresses()))
    kinds = list(dict.fromkeys(address.process.kind for address in addresses() if address.process))
    order = {shape: place for place, shape in enumerate(shapes)}
    return frozenset(
        address.path
        for address in addresses()
        if shapes[_shape(address)] < len(kinds) // 2
        or (kinds.index(address.process.kind) + order[_shape(address)]) % 3 == 0
    )


def _pks(address: Address, ground: Ground, number: str) -> list[object]:
    """What `pk` stands for follows from what the address is about."""
    if register := dict(address.defaults).get("register"):
        return ground.rows_of(register.model)
    if address.suffix == "delete_view":
        return list(ground.saved_views.values())
    owned = {"exports/": ground.exports, "imports/": ground.imports, "bulk/": ground.bulks, "packs/": ground.packs}
    for word, own in owned.items():
        if word in address.path:
            return [*own.values(), 999_999]
    if address.suffix == "notice":
        return [*ground.notices.values()]
    return [ground.files.get(number, 0)]


def _names(address: Address, _ground: Ground, _number: str) -> list[object]:
    """The moves of a process; of a mail, a name that leads out of its folder."""
    if address.process is None:
        return ["no-such.log", ".."]
    return [*(move.name for move in address.process.moves), "no_such_move"]


def _forms(address: Address, _ground: Ground, _number: str) -> list[object]:
    """A Word file is made of the same content as the PDF, and costs more to read."""
    if address.suffix == "paper":
        return ["pdf", "exe", *(["xlsx"] if address.process and address.process.paper else [])]
    return ["csv", "xlsx", "pdf", "exe"]


# A value or values for each parameter: (address, ground, number of the record) -> values.
PARAMETERS = {
    "number": lambda _address, _ground, number: [number],
    "name": _names,
    "move": _names,
    "clock": lambda _address, _ground, _number: ["resolution", "no_such_clock"],
    "form": _forms,
    "kind": lambda _address, _ground, _number: ["incident", "no_such_kind"],
    "pk": _pks,
    "rest": lambda _address, _ground, _number: ["no/such/thing"],
    "edition": lambda _address, _ground, _number: [1],
    "attachment": lambda _address, ground, number: [ground.files.get(number, 0)],
    "token": lambda _address, ground, _number: ["no-such-token", *ground.answers.values()],
    "provider_id": lambda _address, _ground, _number: ["no-such-provider"],
    "key": lambda _address, _ground, _number: ["no-such-key"],
    "clause": lambda _address, _ground, _number: ["7.1.2", "no.such"],
    "code": lambda _address, _ground, _number: ["ITSM-A-01", "no-such-document"],
    "uidb36": lambda _address, _ground, _number: ["1"],
}


def unknown_parameters(address: Address) -> list[str]:
    """Parameters for which nobody has said what stands there: the matrix does not cover the address then."""
    return [name for name in address.params if name not in PARAMETERS]


def paths(address: Address, ground: Ground, number: str = UNKNOWN_NUMBER) -> list[str]:
    """The address with every value of its parameters, about one record."""
    found: list[dict[str, object]] = [{}]
    for name in address.params:
        values = PARAMETERS[name](address, ground, number)
        found = [{**chosen, name: value} for chosen in found for value in values]
    return ["/" + address.path % chosen for chosen in found]

"""Every address that a person may open, read from the resolver, with what stands for its parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.filled import Filled
    from tests.journeys.visitor import Visitor

# Pages that are there for programs and for those who have not logged in, or that end the session.
_APART = ("api/", "accounts/", "healthz", "answer/")
_MOVES = {
    "incident": "resolve", "agreement": "submit", "service": "retire", "ci": "accept", "configuration_plan": "submit",
    "release": "cancel", "rollout": "cancel", "release_policy": "submit",
}  # fmt: skip
PUBLIC = ("/accounts/login/", "/accounts/logout/")


def addresses(filled: Filled) -> list[str]:
    """The addresses inside, in the order of the resolver."""
    return list(dict.fromkeys(_walk(get_resolver(), "", (), filled)))


def _walk(resolver: URLResolver, prefix: str, outer: tuple[str, ...], filled: Filled) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route, names = normalize(pattern.pattern.regex.pattern)[0]
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, prefix + route, (*outer, *names), filled)
        elif not (prefix + route).startswith(_APART):
            yield _filled_in(pattern, prefix + route, (*outer, *names), filled)


def _filled_in(pattern: URLPattern, path: str, names: tuple[str, ...], filled: Filled) -> str:
    known: dict[str, Any] = dict(pattern.default_args or {})
    kind = known["process"].kind if "process" in known else ""
    numbers = {"incident": filled.told, "agreement": filled.draft, "service": filled.service, **filled.others}
    values = {
        "number": numbers.get(kind, ""), "name": _MOVES.get(kind, ""), "clock": "resolution", "form": "csv",
        "clause": "7.1.2", "code": "ITSM-A-01", "pk": filled.file if path.endswith("files/%(pk)s/") else 1,
    }  # fmt: skip
    return "/" + path % {name: values.get(name, "1") for name in names}


def pages_for(visitor: Visitor, found: list[str]) -> list[str]:
    """Those that answer this person with a whole page: no fragment, no file, nothing that must be posted."""
    kept = []
    for path in found:
        answer = visitor.context.request.get(f"{visitor.steward.address}{path}", max_redirects=0)
        kind = answer.headers.get("content-type", "")
        if answer.status == 200 and kind.startswith("text/html") and "<html" in answer.text():
            kept.append(path)
    return kept

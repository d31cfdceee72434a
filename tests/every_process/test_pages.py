"""Every page: how many statements it costs, that it is whole, and that it speaks both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext
from django.views.generic import RedirectView

from steward.people.models import User
from tests.every_process.language import asked_for, missing
from tests.people import as_
from tests.rights.addresses import Address, addresses, in_turn, paths
from tests.rights.ground import forget_scope

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.rights.asking import Asker
    from tests.rights.ground import Ground

MOST_STATEMENTS = 12
_FREE = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
READERS = ("desk", "customer-a")
# Pages of the log-in library: its own statements and texts, asked once in a session.
FOREIGN = ("account_", "mfa_", "socialaccount_", "openid_connect_")


def _is_page(address: Address) -> bool:
    """Whether it is one of ours; the library's old addresses only lead to its new ones, by any method."""
    is_redirect = getattr(address.callback, "view_class", None) is RedirectView
    return not is_redirect and not address.name.startswith(FOREIGN)


PAGES = [address for address in addresses() if _is_page(address)]
ids = [str(address) for address in PAGES]


def _get(asker: Asker, username: str, path: str) -> tuple[HttpResponse, list[str]]:
    """A page as somebody gets it, and the statements that it cost."""
    with transaction.atomic():
        extra = {"HTTP_AUTHORIZATION": f"Bearer {asker.tokens[username]}"} if path.startswith("/api/") else {}
        reset_queries()  # the log is finite
        with CaptureQueriesContext(connection) as captured:
            response = asker.clients[username].get(path, **extra)
            if response.streaming:
                b"".join(response.streaming_content)  # which closes the file
        transaction.set_rollback(True)
    asker.reset(username)
    return response, [q["sql"] for q in captured.captured_queries if not q["sql"].lstrip().upper().startswith(_FREE)]


def _paths(address: Address, ground: Ground) -> list[str]:
    kind = address.process.kind if address.process else "incident"
    number = next(record.number for record in ground.records["alpha"] if record.kind == kind)
    return paths(address, ground, number)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("address", PAGES, ids=ids)
def test_a_page_is_whole_in_few_statements(
    address: Address, language: str, ground: Ground, asker: Asker, pytestconfig: pytest.Config
) -> None:
    """Each reader in one of the languages, in turn, and of what all kinds share one of both; with --long in both."""
    every = pytestconfig.getoption("--long")
    if not every and address.path not in in_turn() and (PAGES.index(address) // 2 + (language == "en")) % 2:
        pytest.skip("in the other language by default; run with --long")
    with as_("service-head"):
        User.objects.filter(username__in=READERS).update(language=language)
    forget_scope()
    turn = PAGES.index(address) + (language == "en")
    for username in READERS if every else [READERS[turn % len(READERS)]]:
        for path in _paths(address, ground):
            with asked_for() as asked:
                response, statements = _get(asker, username, path)
            asked_for_them = "\n    ".join(statement[:150] for statement in statements)
            assert len(statements) <= MOST_STATEMENTS, f"{username} {path}: {len(statements)}\n    {asked_for_them}"
            if not response.headers.get("Content-Type", "").startswith("text/html") or response.status_code != 200:
                continue
            assert not [word for message, context in asked if (word := missing(message, context))], path
            _check(response.content.decode(), "zh-Hans" if language == "zh-hans" else "en", path)


def _check(page: str, lang: str, path: str) -> None:
    if "<html" not in page:  # a part of a page
        return
    assert re.search(rf'<html[^>]*\blang="{lang}"', page), path
    assert re.search(r"<title>\s*\S[^<]*</title>", page), path
    assert len(re.findall(r"<h1\b", page)) == 1, f"{path}: {len(re.findall('<h1', page))} headings of the first order"
    assert not re.search(r"\sstyle\s*=|<style\b|\son\w+\s*=\s*[\"']", page), path
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", page), path
    assert "csrfmiddlewaretoken" in page or 'method="post"' not in page, path


def test_an_empty_list_says_what_and_why_and_what_next(ground: Ground, asker: Asker) -> None:
    for address in (a for a in PAGES if a.process and a.suffix == "list" and not a.is_api):
        response, _statements = _get(asker, "desk", f"/{address}?state=all&q=zqnothingatallzq")
        page = response.content.decode()
        assert "zqnothingatallzq" in page
        assert re.search(r'href="[^"]*state=all"', page), "a way on"
        assert re.search(r'class="[^"]*empty', page), address

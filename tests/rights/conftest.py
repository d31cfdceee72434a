"""One ground for all tests of a file, in one transaction that is taken back at the end."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

    from tests.rights.asking import Asker
    from tests.rights.ground import Ground


@pytest.fixture(scope="module")
def ground(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    """The companies' records with their secrets."""
    from tests.rights.ground import build  # models exist only once pytest is configured

    with (
        django_db_blocker.unblock(),
        files_in(tmp_path_factory.mktemp("files")),
        papers_unset(),
        transaction.atomic(),
    ):
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def asker(ground: Ground) -> Asker:
    """Everybody, logged in."""
    from tests.rights.asking import Asker

    return Asker(ground)


@contextmanager
def files_in(folder: Path) -> Iterator[None]:
    """Attachments lie in this folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA_ROOT", folder)
        yield


@contextmanager
def papers_unset() -> Iterator[None]:
    """Papers answer with what would be set: every text that is on them, without the cost of setting it."""
    from steward.surface.paper import press
    from steward.surface.paper.content import as_data

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(press, "pdf", lambda paper: json.dumps(as_data(paper), ensure_ascii=False).encode())
        yield

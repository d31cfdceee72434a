"""Each judge turns when a row of a table that it declares is altered, is picked by the next look, and no other turns.

The turns of `test_evidence.py` make the rows; each declared table of a judge is tried until one altered row changes
what is told. By default some of the judges in turn, with --long all of them.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections, transaction

from steward import contents
from steward.config.postgresql import admin_parameters
from steward.oversight.conformity import looking
from steward.oversight.conformity.models import Lookout, Run
from steward.people.context import now
from tests.database import DATA
from tests.oversight.conformity import mutating
from tests.people import as_, day_in_company

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pytest_django import DjangoDbBlocker

    from steward.kernel.judges import Judge
    from tests.database import TestDatabase
    from tests.oversight.conformity.mutating import Model, Mutation

TESTS = Path(__file__).resolve().parents[2]
# One in so many judges at each run, others on another day.
TURN = 8


@pytest.fixture(scope="module")
def superuser(django_db_setup: None, django_db_blocker: DjangoDbBlocker, database: TestDatabase) -> Iterator[None]:
    """Django is the superuser of the cluster: rows can be altered past triggers, in one transaction."""
    login = admin_parameters(DATA, database.connection.host)
    settings = connections.databases["default"]
    before = {name: settings[name] for name in ("USER", "PASSWORD")}
    with django_db_blocker.unblock():
        connections.close_all()
        settings.update(USER=login["user"], PASSWORD=login.get("password", ""))
        yield
        connections.close_all()
        settings.update(before)


def turns() -> dict[str, tuple[Any, Any]]:
    """The turn of each judge, with the module that walks it."""
    found = {}
    for path in TESTS.rglob("test_evidence.py"):
        module = import_module(".".join(("tests", *path.relative_to(TESTS).with_suffix("").parts)))
        found.update({name: (module, turn) for name, turn in module.TURNS.items()})
    return found


@pytest.mark.parametrize("judge", contents.judges(), ids=lambda judge: judge.name)
def test_it_turns_with_each_table_that_it_declares_and_others_stay(
    judge: Judge, superuser: None, pytestconfig: pytest.Config
) -> None:
    place = contents.judges().index(judge)
    if not pytestconfig.getoption("--long") and place % TURN != day_in_company().toordinal() % TURN:
        pytest.skip("another day's turn; run with --long")
    module, turn = turns()[judge.name]
    left = list(judge.reads)
    with transaction.atomic():
        if hasattr(module, "ground"):
            # What the turns of that module stand on; there pytest makes it.
            module.ground.__wrapped__()
        for at, _expected in turn.stages():
            left = [model for model in left if not _turns(judge, model, at)]
            if not left:
                break
        transaction.set_rollback(True)
    assert not left, f"no altered row of these turns {judge.name}"


def _turns(judge: Judge, model: Model, at: datetime) -> bool:
    """Whether an altered row of the table changes what the judge tells; then who is asked again, and who stays."""
    before = mutating.told(judge, at)
    for mutation in mutating.mutations(judge, model, at):
        with mutating.taken_back():
            has_turned = mutating.tried(mutation) and mutating.told_anew(judge, at) not in (None, before)
        if has_turned:
            _look_is_right(judge, model, mutation, at)
            return True
    return False


def _look_is_right(judge: Judge, model: Model, mutation: Mutation, at: datetime) -> None:
    """The next look asks those who watch what the change leaves behind; of them only readers of the table turn."""
    others = [each for each in contents.judges() if model not in each.reads and mutation.table not in _tables(each)]
    with mutating.taken_back():
        left = mutating.trace(mutation)
        watching = {each.name for each in contents.judges() if not looking.watched(each).isdisjoint(left)}
        assert judge.name in watching, f"a change of {mutation.table} is not seen by a look"
        before = {each.name: mutating.told(each, at) for each in others if each.name in watching}
        assert mutating.tried(mutation)
        mutating.leave(left)
        assert _asked_again() == watching
        assert {each.name: mutating.told(each, at) for each in others if each.name in watching} == before


def _tables(judge: Judge) -> set[str]:
    """The tables that a judge reads; with a kind of record comes the base table."""
    tables = set()
    for model in judge.reads:
        tables |= {each._meta.db_table for each in (model, *model._meta.get_parent_list())}
    return tables


def _asked_again() -> set[str]:
    with as_("system"):
        Lookout.objects.update_or_create(pk=1, defaults={"era": 1, "xid": 0, "looked_at": now()})
        Run.objects.bulk_create([Run(judge=each.name, ran_at=now(), seconds=0) for each in contents.judges()])
        return {each.name for each in looking._stale()}

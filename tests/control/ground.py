"""The ground of the write paths: items of a project under control, a change that may cover them, what is written."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from tests.people import as_
from tests.processes.change.changes import authorised
from tests.registers.configuration.items import ci, move, needs, plan_in_force, rack, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

# How an item comes to each state before its project is under control.
WAYS = {
    "ordered": (), "received": ("receive",), "in_test": ("receive", "test"), "in_use": ("receive", "accept"),
    "under_change": ("receive", "accept", "begin_change"), "dismantled": ("receive", "dismantle"),
}  # fmt: skip
ANSWERS = {
    "accept": {"accepted_on": "2026-01-05", "acceptance": "验收合格"},
    "dispose": {"disposed_on": "2026-01-06", "disposal": "消磁"},
    "cancel": {"cancel_reason": "重复"},
}
# What every write of the configuration shows in: items, relations, revisions, and the base rows but for what
# comments, watching and tags touch.
FREE_OF_BASE = ("version", "updated_at", "due_at", "tags")
_SEEN = f"""select md5(string_agg(line, '|' order by line)) from (
    select to_jsonb(i)::text as line from configuration_configurationitem i
    union all select to_jsonb(l)::text from configuration_relation l
    union all select to_jsonb(v)::text from configuration_revision v
    union all select (to_jsonb(r) - array{list(FREE_OF_BASE)!r})::text from kernel_record r where r.kind = 'ci'
) everything"""


@dataclass(frozen=True)
class Ground:
    """Items by their state; the one that has every value, what it needs, and the change that covers all (or none)."""

    by_state: dict[str, Any]
    whole: Any
    other: Any
    change: Any

    @property
    def named(self) -> dict[str, str]:
        """The field by which a write names its change."""
        return {"change": self.change.number} if self.change else {}


@dataclass(frozen=True)
class WritePath:
    """One way to write: it answers the refusal's sentence, or nothing where it went through.

    `free`: it leaves the configuration as it is (a comment, a tag). `shut`: no change opens it either.
    """

    name: str
    tread: Callable[[Ground], str]
    free: bool = False
    shut: bool = False


def ground(*, with_change: bool) -> Ground:
    """Everything, committed by the caller's blocks; the project is under control at the end."""
    by_state = {state: _item(f"sh1-{state.replace('_', '')}", way) for state, way in WAYS.items()}
    other = ci("sh1-other")
    place = rack("SH1-R09-C01").code
    rack("SH1-R09-C02")
    values = {"place": place, "rack_unit": 3, "rack_height": 2, "rack_face": "front", "serial": "SN-1"}
    whole = ci("sh1-whole", ci_class="server", relations=needs(other), **values)
    change = None
    if with_change:
        covered = [{"ci": item.number, "action": "alter"} for item in (*by_state.values(), other, whole)]
        change = authorised(items=[*covered, {"ci": "sh1-new", "action": "create"}], change_type="normal")
    plan_in_force()
    return Ground(by_state, whole, other, change)


def _item(title: str, way: tuple[str, ...]) -> Any:
    item = ci(title)
    for name in way:
        move(item.number, name, **ANSWERS.get(name, {}))
    return item


def what_stands() -> str:
    """One word for everything that is written of items."""
    with as_("service-head"), connection.cursor() as cursor:
        cursor.execute(_SEEN)
        return str(cursor.fetchone()[0])


@contextmanager
def taken_back() -> Iterator[None]:
    """What is tried inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tread(path: WritePath, ground: Ground) -> tuple[str, bool]:
    """Goes a way to its end, as a transaction would, and takes it back: the refusal, and whether anything altered."""
    with taken_back():
        before = what_stands()
        said = path.tread(ground)
        if said:
            return said, False
        altered = what_stands() != before
        try:
            settle()
        except Exception as error:  # noqa: BLE001  whatever the database says
            return str(error), False
        return "", altered


_GUARDED = "'configuration_configurationitem', 'configuration_relation', 'configuration_revision', 'kernel_record'"
# The control: no trigger, no constraint, no missing privilege, and the look-up of changes allows everything.
FREED = f"""do $$ declare found record; begin
    for found in select c.conrelid::regclass as of, c.conname as name from pg_constraint c
        where c.conrelid::regclass::text = any(array[{_GUARDED}])
            and c.contype = any(array['c', 'f', 'u', 'x']::"char"[])
            or c.contype = 'f' and c.confrelid::regclass::text = any(array[{_GUARDED}])
        order by c.contype = 'u', c.conname loop
        execute format('alter table %s drop constraint %I cascade', found.of, found.name);
    end loop;
    for found in select t.tgrelid::regclass as of, t.tgname as name from pg_trigger t
        where t.tgrelid::regclass::text = any(array[{_GUARDED}]) and not t.tgisinternal
            and t.tgname = any(
                array['under_control', 'ci_opened', 'ci_revised', 'append_only', 'no_truncate', 'keep_stub']) loop
        execute format('drop trigger %I on %s', found.name, found.of);
    end loop;
    for found in select i.indexrelid::regclass as name from pg_index i
        where i.indrelid::regclass::text = any(array[{_GUARDED}]) and i.indisunique and not i.indisprimary loop
        execute format('drop index %s', found.name);
    end loop;
    for found in select unnest(array[{_GUARDED}])::regclass as of loop
        execute format('grant all on %s to steward_web', found.of);
        execute format('alter table %s disable row level security', found.of);
    end loop;
end $$;
create or replace function steward.why_no_ci_write(change bigint, ci bigint, project bigint) returns text
    language sql stable as 'select null::text'"""


def free(owner: psycopg.Connection[Any]) -> None:
    """Takes every guard away."""
    owner.execute(FREED)
    owner.commit()

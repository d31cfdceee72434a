"""From files of any known sort to a plan, and to records: what the command and the tests call (manual 8.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from steward.channel.inventory import fedora, netbox
from steward.channel.inventory.telling import Inventory
from steward.registers.configuration.bulk.planning import plan_of
from steward.registers.configuration.bulk.reading import read_file
from steward.registers.configuration.bulk.writing import carry_out

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from steward.people.actor import Actor
    from steward.registers.configuration.bulk.planning import Plan

FORMS: dict[str, Callable[[Mapping[str, bytes]], Inventory]] = {"netbox": netbox.read, "fedora": fedora.read}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where it goes, under which change, and whether rows at fault are left out."""

    project: str
    change: str = ""
    leave_out: bool = False
    dry_run: bool = False


def bring_in(
    files: Mapping[str, bytes],
    form: str,
    wanted: Wanted,
    actor: Actor,
    progress: Callable[[int], None] | None = None,
) -> tuple[Plan, Inventory]:
    """Plans, and where nothing stands against it writes, whole or not at all. Raises Invalid or Refused."""
    if form in FORMS:
        told = FORMS[form](files)
        tables = told.in_order()
    else:
        told = Inventory()
        tables = [table for name, raw in files.items() for table in read_file(name, raw)]
    plan = plan_of(
        tables, wanted.project, wanted.change, actor, leave_out=wanted.leave_out, lock=not wanted.dry_run
    )  # fmt: skip
    if not wanted.dry_run and not plan.faults:
        carry_out(plan, actor, progress)
    return plan, told

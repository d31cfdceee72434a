"""Every function of the kernel that writes a record, driven for an item; and the one of a change that does."""

from __future__ import annotations

import inspect
import io
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError

from steward.kernel import acts, attaching, history, raising, writing
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Refused
from steward.people.actor import actor_named
from steward.people.context import acting, now
from steward.processes.change import applying
from steward.surface.bulk import asking, running
from steward.surface.bulk.choosing import Chosen
from tests.control.doors import KEEPER, NEW, item_for, moves
from tests.control.ground import ANSWERS, Ground, WritePath
from tests.people import as_
from tests.processes.change.changes import authorised, move

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from steward.people.actor import Actor

MODULES = (acts, attaching, history, raising, writing, applying, running)


def _of_item(act: Callable[..., Any], **given: Any) -> Callable[[Actor, Ground], object]:
    return lambda actor, ground: act(process_of("ci"), ground.whole.number, actor=actor, **given)


def _open(actor: Actor, ground: Ground) -> object:
    return acts.open_record(process_of("ci"), actor=actor, raw={**NEW, **ground.named})


def _amend(actor: Actor, ground: Ground) -> object:
    raw = {"serial": "SN-4", **ground.named}
    return acts.amend(process_of("ci"), ground.whole.number, actor=actor, raw=raw, version=None)


def _raise(actor: Actor, ground: Ground) -> object:
    return raising.raise_record(process_of("ci"), [], actor=actor, raw={**NEW, **ground.named})


def _raise_from(actor: Actor, ground: Ground) -> object:
    ci = process_of("ci")
    return raising.raise_from(ci, ground.whole.number, ci, actor=actor, raw={**NEW, **ground.named})


def _history(actor: Actor, ground: Ground) -> object:
    """An item of the past in a batch."""
    whole = ground.whole
    values = {
        "title": "sh1-new", "state": "in_use", "ci_class_id": whole.ci_class_id, "project_id": whole.project_id,
        "customer_id": whole.customer_id, "supplier_id": whole.supplier_id, "author_id": actor.id, "audience": 1,
        "opened_at": now(), "updated_at": now(), "change_id": ground.change.pk if ground.change else None,
    }  # fmt: skip
    entry = history.PastEntry("opened", actor.id, now(), to_state="in_use")
    return history.record_history(process_of("ci"), actor=actor, pasts=[history.Past(values, [entry])])


def _update(actor: Actor, ground: Ground) -> object:
    item = acts.lock(process_of("ci"), ground.whole.number, actor, None)
    values = {"serial": "SN-5", **({"change_id": ground.change.pk} if ground.change else {"change_id": None})}
    entry = writing.Entry("amended", actor, now(), 3, from_state=item.state, to_state=item.state)
    return writing.update(process_of("ci"), item, values, entry)


def _insert(actor: Actor, ground: Ground) -> object:
    """The whole item once more, under another name."""
    whole, change = ground.whole, ground.change.pk if ground.change else None
    apart = {"id", "number", "record_id", "record_ptr_id", "rack_unit"}
    values = {field.attname: getattr(whole, field.attname) for field in whole._meta.concrete_fields}
    values = {name: value for name, value in values.items() if name not in apart}
    entry = writing.Entry("opened", actor, now(), 3, to_state="ordered")
    return writing.insert(process_of("ci"), {**values, "title": "sh1-new", "change_id": change}, entry)


def _append(actor: Actor, ground: Ground) -> object:
    item = acts.lock(process_of("ci"), ground.whole.number, actor, None)
    entry = writing.Entry("commented", actor, now(), 3, from_state=item.state, to_state=item.state, body="x")
    return writing.append(process_of("ci"), item, entry)


def _apply(actor: Actor, ground: Ground) -> object:
    """Planned values of a change that is authorised and carried out; or of one that nobody has authorised."""
    planned = [{"ci": ground.whole.number, "action": "alter", "field": "serial", "value": "SN-6"}]
    if ground.change is None:
        return applying.apply("CHG-999999", actor=actor, version=None)
    number = authorised(items=planned, conflict_reason="x").number
    move(number, "start")
    return applying.apply(number, actor=actor, version=None)


def _run(actor: Actor, ground: Ground) -> None:
    """A change of many records, checked and let run."""
    item = acts.fetch(process_of("ci"), ground.whole.number, actor)
    rows = Chosen(((item.number, item.version),))
    raw = {"serial": "SN-9", **ground.named}
    made = asking.ask(process_of("ci"), rows, actor=actor, raw=raw, words=["x"])
    running.run(made.pk, actor.id)
    told = asking.change_of(actor, made.pk)
    if not told.fits:
        raise Refused(list(told.rows.values_list("why", flat=True)))
    asking.let_run(actor, made.pk)
    running.run(made.pk, actor.id)


def _tell(_actor: Actor, ground: Ground) -> object:
    """The system's alone."""
    system = actor_named("system")
    assert system is not None
    with acting(system):
        return acts.tell(process_of("ci"), ground.whole.number, actor=system, template="x", body="x")


def _tie(actor: Actor, ground: Ground) -> object:
    return history.tie([history.Tie(ground.whole.pk, "related_to", ground.other.pk, now())], actor=actor)


def _attach(actor: Actor, ground: Ground) -> object:
    return _of_item(attaching.attach, content=io.BytesIO(b"x"), **_FILE)(actor, ground)


_SAID: dict[str, Any] = {"body": "看过了"}
_FILE: dict[str, Any] = {"name": "x.txt", "media_type": "text/plain"}
# By the function's name: how it is driven, and whether it leaves the item as it is.
PENS: dict[str, tuple[Callable[[Actor, Ground], object], bool]] = {
    "open_record": (_open, False),
    "amend": (_amend, False),
    "comment": (_of_item(acts.comment, **_SAID), True),
    "decide": (_of_item(acts.decide, name="receive", verdict="approved", version=None), True),
    "tell": (_tell, True),
    "tie": (_tie, True),
    "link": (_of_item(acts.link, relation="related_to", target="CI-000001"), True),
    "watch": (_of_item(acts.watch, on=True), True),
    "toggle_watch": (_of_item(acts.toggle_watch), True),
    "attach": (
        _attach, True
    ),
    "record_history": (_history, False),
    "raise_record": (_raise, False),
    "raise_from": (_raise_from, True),
    "append": (_append, True),
    "insert": (_insert, False),
    "update": (_update, False),
    "apply": (_apply, False),
    "run": (_run, False),
}  # fmt: skip
# These look and write nothing: each takes a lock, reads or answers.
READERS = {
    "fetch",
    "lock",
    "attachment_of",
    "offered",
    "why_not_raise",
    "sources_of",
    "carried",
    "place_of",
    "sweep_files",
    "forget_files",
    "column_cast",
    "sync_folder",
    "plain",
    "swapping",
}


def functions() -> set[str]:
    """The public functions of the pens, by name."""
    return {
        name
        for module in MODULES
        for name, found in inspect.getmembers(module, inspect.isfunction)
        if found.__module__ == module.__name__ and not name.startswith("_")
    }


def undriven() -> list[str]:
    """Functions of the pens that nobody drives."""
    return sorted(functions() - PENS.keys() - READERS - {"move"})


def pens() -> Iterator[WritePath]:
    """Every function that writes, and every move."""
    for name, (driver, free) in PENS.items():
        yield WritePath(f"act {name}", _told(driver), free=free)
    for chosen in moves():
        yield WritePath(f"act move {chosen.name}", _told(_moved(chosen)))


def _moved(chosen: Any) -> Callable[[Actor, Ground], object]:
    def made(actor: Actor, ground: Ground) -> object:
        raw = {**ANSWERS.get(chosen.name, {}), **ground.named}
        number = item_for(chosen, ground).number
        return acts.move(process_of("ci"), number, chosen.name, actor=actor, raw=raw, version=None)

    return made


def _told(driver: Callable[[Actor, Ground], object]) -> Callable[[Ground], str]:
    def run(ground: Ground) -> str:
        try:
            with as_(KEEPER) as actor:
                driver(actor, ground)
        except Refused as refused:
            return " ".join(map(str, refused.reasons)) or str(refused)
        except DatabaseError as error:
            return str(error)
        return ""

    return run

"""What belongs to one account alone, with secrets in it: nobody else finds it at any address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.oversight.conformity.models import AskedPack, Pack, PackTaken
from steward.oversight.conformity.pack import sealing
from steward.oversight.conformity.pack import store as packs
from steward.people.context import now
from steward.surface.exports import store
from steward.surface.exports.rights import held_by
from steward.surface.models import BulkChange, BulkRow, Export, Import, Looked, SavedView
from tests.people import as_, day_in_company

if TYPE_CHECKING:
    from tests.rights.ground import Ground


def own_things(ground: Ground) -> None:
    """A saved view each, an export with its file, an import, a change of many records; an audit pack of quality's."""
    for username in ("customer-a", "customer-b", "desk"):
        with as_(username) as actor:
            view = SavedView.objects.create(
                user_id=actor.id, kind="incident", name=ground.secret("view", [username]),
                query=f"q={ground.secret('query', [username])}",
            )  # fmt: skip
            ground.saved_views[username] = view.pk
            ground.exports[username] = _export(ground, actor)
            ground.imports[username] = _import(ground, actor)
            ground.bulks[username] = _bulk(ground, actor)
    with as_("quality") as actor:
        ground.packs["quality"] = _pack(ground, actor)
    with as_("auditor") as actor:
        Looked.objects.create(user_id=actor.id, looked_at=now(), method="GET", address="/incident/", status=200)


def _bulk(ground: Ground, actor: Any) -> int:
    """A checked change of many records, secrets in its words and reasons."""
    made = BulkChange.objects.create(
        user_id=actor.id, kind="incident", language="en", values={"urgency": ground.secret("bulk", [actor.username])},
        words=[ground.secret("bulk words", [actor.username])], state=BulkChange.CHECKED, made_at=now(),
    )  # fmt: skip
    why = ground.secret("bulk why", [actor.username])
    BulkRow.objects.create(
        bulk=made, user_id=actor.id, number="INC-999999", version=1, verdict=BulkRow.REFUSED, why=why
    )
    return made.pk


def _export(ground: Ground, actor: Any) -> int:
    """A finished export, secrets in its filters, their words and its file."""
    word = ground.secret("export", [actor.username])
    made = Export.objects.create(
        user_id=actor.id, kind="incident", form="csv", language="en", params={"q": [word]}, words=[word],
        held=held_by(actor), state=Export.DONE, run=1, size=1, made_at=now(), ended_at=now(),
    )  # fmt: skip
    store.folder().mkdir(exist_ok=True, parents=True)
    store.place_of(made).write_text(ground.secret("exported", [actor.username]))
    return made.pk


def _import(ground: Ground, actor: Any) -> int:
    """A checked import, secrets in the names of its files and in what it tells of rows."""
    word = ground.secret("imported", [actor.username])
    made = Import.objects.create(
        user_id=actor.id, kind="ci", language="en", names=[f"{word}.csv"], state=Import.READY, held=held_by(actor),
        asked={"project": "alpha-ops", "change": "", "leave_out": False}, counts={"faults": 1},
        told={"faults": [{"table": word, "line": 1, "sentence": word}]}, made_at=now(), ended_at=now(),
    )  # fmt: skip
    return made.pk


def _pack(ground: Ground, actor: Any) -> int:
    """A made pack with a secret in its file, saved once: for whoever makes packs and sees all that its maker saw."""
    word = ground.secret("pack", ["quality", "auditor"])
    asked = AskedPack.objects.create(
        user_id=actor.id, language="en", held=held_by(actor), state=AskedPack.DONE, run=1, asked_at=now(),
        ended_at=now(),
    )  # fmt: skip
    packs.folder().mkdir(exist_ok=True, parents=True)
    seal = sealing.write(packs.place_of(asked), [("index.html", word.encode())], {}).seal
    made = Pack.objects.create(
        user_id=actor.id, made_at=now(), day=day_in_company(), language="en", seal=seal, parts=1, size=1, verdicts={},
    )  # fmt: skip
    AskedPack.objects.filter(pk=asked.pk).update(pack=made)
    PackTaken.objects.create(pack=made, user_id=actor.id, taken_at=now())
    return asked.pk

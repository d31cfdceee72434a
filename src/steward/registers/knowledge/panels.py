"""What pages show of knowledge: how an article serves, and answers beside a question (manual 7.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from steward.kernel.catalogue import process_of
from steward.kernel.names import names_of
from steward.registers.configuration.happened import happened
from steward.registers.knowledge import queries, tying

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.people.actor import Actor
    from steward.registers.configuration.happened import Happening
    from steward.registers.knowledge.queries import Suggestion

MOST_EXPERTS, MOST_SOLVED = 3, 4


def _rendered(name: str, context: dict[str, Any]) -> SafeString:
    return mark_safe(render_to_string(f"knowledge/{name}.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def use_and_usefulness(record: Record, actor: Actor) -> SafeString | None:
    """How often a published article solved something, and whether it helped; with the reader's own word."""
    if record.state != "published":
        return None
    return _rendered("use", {"use": queries.use_of(record, actor), "base": f"/article/{record.number}/",
                             "used_url": f"/incident/?state=all&tied={record.number}"})  # fmt: skip


def answers_beside(found: Sequence[Suggestion], lately: Sequence[Happening] = ()) -> dict[str, Any]:
    """The context of knowledge/answers.html: what happened to items named, the best answers, who solved the like."""
    experts = queries.experts_among(found)[:MOST_EXPERTS]
    names = names_of({"person": [pk for pk, _count in experts]})
    named = [(names.name("person", pk), count) for pk, count in experts]
    return {
        "happened": lately,
        "found": found[: queries.SHOWN],
        "experts": [(name, count) for name, count in named if name],
    }


def experts_for(actor: Actor, text: str) -> list[dict[str, Any]]:
    """Whoever solved the like of a text, most often first, with the records that show it; three statements."""
    found = queries.suggestions_for(actor, text)
    names = names_of({"person": [one.owner_id for one in found]})
    named = [(names.name("person", pk), pk, count) for pk, count in queries.experts_among(found)]
    return [
        {"name": name, "count": count, "solved": [one for one in found if one.owner_id == pk][:MOST_SOLVED]}
        for name, pk, count in named
        if name
    ]


def while_typing(actor: Actor) -> SafeString | None:
    """The place beside a new question's form where answers appear; without scripts a button asks for them."""
    return _rendered("while_typing", {}) if actor.is_provider else None


def place_for_answers(record: Record, actor: Actor) -> SafeString | None:
    """The place on the page of an open question where answers appear; without scripts a link leads to them."""
    if not (actor.is_provider and record.is_open):
        return None
    return _rendered("place", {"url": f"/article/suggestions/?{urlencode({'for': record.number})}"})


def answers_for(record: Record, actor: Actor) -> dict[str, Any]:
    """The context of knowledge/on_page.html: what is tied to a question and answers it, and what else may."""
    tied = queries.answers_tied(record, actor)
    text = f"{record.title}\n{getattr(record, 'description', '')}"
    found = queries.suggestions_for(
        actor,
        text,
        service_id=record.service_id,
        category_id=getattr(record, "category_id", None),
        but=record.pk,
    )
    known = {one.pk for one in tied}
    lists = queries.with_checks([*tied, *found]) if hasattr(record, "checks") else []
    kinds = tying.relations_of(process_of(record.kind))
    more = {"tied": tied, "lists": lists, "about_number": record.number, "tie_kinds": tuple(kinds)}
    lately = happened(actor, text, record=record.pk)
    return {**answers_beside([one for one in found if one.pk not in known], lately), **more}

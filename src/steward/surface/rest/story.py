"""What hangs on a record, by REST: timeline, comments, files, links, watching."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import FileResponse
from django.utils.translation import gettext as _

from steward.kernel import acts, attaching, policy
from steward.kernel.models import Attachment, Audience, Link, TimelineEntry, Watch
from steward.kernel.names import names_of
from steward.kernel.refusal import Invalid
from steward.surface.rest.body import read_object
from steward.surface.rest.problems import Problem
from steward.surface.rest.records import texts
from steward.surface.rest.serving import Call, answer
from steward.surface.rest.shape import address_of, columns_for, relations_of
from steward.surface.story import nouns_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from steward.kernel.names import Names
    from steward.kernel.process import Process

PAGE, MOST_A_PAGE = 50, 200
REACHES = {"customer": Audience.CUSTOMER, "supplier": Audience.SUPPLIER, "internal": Audience.INTERNAL}
_WORDS = {int(number): word for word, number in REACHES.items()} | {0: "everybody"}
_SAID = ("replied", "commented")


def timeline(process: Process, number: str, call: Call) -> HttpResponse:
    """The acts on a record that the reader may see, newest first; `before` goes on from the last `id`."""
    return _entries(process, number, call, Q())


def comments(process: Process, number: str, call: Call) -> HttpResponse:
    """Replies and notes alone, newest first."""
    return _entries(process, number, call, Q(verb__in=_SAID))


def _entries(process: Process, number: str, call: Call, which: Q) -> HttpResponse:
    record = acts.fetch(process, number, call.actor)
    limit, before = _number(call, "limit", PAGE, MOST_A_PAGE), _number(call, "before", 0, 2**63 - 1)
    seen = TimelineEntry.objects.filter(which, policy.reach_visible_to(call.actor), record_id=record.pk)
    if before:
        edge = TimelineEntry.objects.filter(record_id=record.pk, pk=before).values("occurred_at")[:1]
        seen = seen.filter(Q(occurred_at__lt=edge) | Q(occurred_at=edge, pk__lt=before))
    found = list(seen.order_by("-occurred_at", "-id")[: limit + 1])
    shown = found[:limit]
    told = _told(process, call, shown)
    return answer({"items": told, "before": shown[-1].pk if len(found) > limit else None})


def _number(call: Call, name: str, default: int, most: int) -> int:
    raw = call.request.GET.get(name, "")
    if not raw:
        return default
    if not (raw.isascii() and raw.isdigit() and len(raw) < 20 and 0 < int(raw) <= most):  # noqa: PLR2004  digits of a bigint
        raise Invalid({name: [_("A whole number from 1 to %(most)d is expected here.") % {"most": most}]})
    return int(raw)


def _told(process: Process, call: Call, entries: Sequence[TimelineEntry]) -> list[dict[str, Any]]:
    """Entries as JSON; contacts read of changes only those of fields that they see."""
    names = names_of(nouns_in(process, entries))
    nouns = {f"{name}_id": noun for name, noun in relations_of(process).items()}
    nouns |= dict.fromkeys(process.links, "record")
    seen = {*columns_for(process, call.actor), *process.links, "attachment", "clock", "verdict"}
    by_provider = call.actor.is_provider
    return [
        {
            "id": entry.pk,
            "verb": entry.verb,
            "move": entry.move or None,
            "from_state": entry.from_state or None,
            "to_state": entry.to_state or None,
            "actor": names.key("user", entry.actor_id) if by_provider else None,
            "actor_name": names.name("user", entry.actor_id),
            "body": entry.body,
            "changes": {
                name.removesuffix("_id"): [_key(names, nouns.get(name), value) for value in pair]
                for name, pair in entry.changes.items()
                if by_provider or name.removesuffix("_id") in seen
            },
            "minutes": entry.minutes if by_provider else None,
            "reach": _WORDS[entry.reach],
            "occurred_at": entry.occurred_at,
            "recorded_at": entry.recorded_at,
        }
        for entry in entries
    ]


def _key(names: Names, noun: str | None, value: Any) -> Any:
    return names.key(noun, value) if noun and isinstance(value, int) else value


def comment(process: Process, number: str, call: Call) -> HttpResponse:
    """Writes a reply (reach `customer`) or a note."""
    raw = read_object(call.request)
    minutes = raw.pop("minutes", None)
    if minutes is not None and (type(minutes) is not int or not 0 <= minutes <= acts.MOST_MINUTES):
        raise Invalid({"minutes": [_("Minutes are a whole number, 0 to %(most)d.") % {"most": acts.MOST_MINUTES}]})
    told = texts(raw, needed=("body",), offered=("reach",))
    entry_id = acts.comment(
        process, number, actor=call.actor, body=told["body"], reach=_reach(told.get("reach")), minutes=minutes
    )
    made = TimelineEntry.objects.get(pk=entry_id)
    where = {"Location": f"{address_of(process.kind, number)}timeline/"}
    return answer(_told(process, call, [made])[0], 201, where)


def _reach(word: str | None) -> int | None:
    if word in (None, ""):
        return None
    if word not in REACHES:
        raise Invalid({"reach": [_("Choose from: %(choices)s.") % {"choices": ", ".join(REACHES)}]})
    return int(REACHES[word])


def attachments(process: Process, number: str, call: Call) -> HttpResponse:
    """The files of a record that the reader may see."""
    record = acts.fetch(process, number, call.actor)
    found = list(Attachment.objects.filter(policy.reach_visible_to(call.actor), record_id=record.pk).order_by("id"))
    return answer({"items": _files(process, number, found)})


def _files(process: Process, number: str, found: Sequence[Attachment]) -> list[dict[str, Any]]:
    names = names_of({"user": {each.author_id for each in found}})
    return [
        {
            "id": each.pk,
            "name": each.name,
            "media_type": each.media_type,
            "size": each.size,
            "sha256": each.sha256,
            "author_name": names.name("user", each.author_id),
            "reach": _WORDS[each.reach],
            "made_at": each.made_at,
            "url": f"{address_of(process.kind, number)}attachments/{each.pk}/",
        }
        for each in found
    ]


def attach(process: Process, number: str, call: Call) -> HttpResponse:
    """Takes a file in, as the part `file` of a form."""
    if call.request.content_type != "multipart/form-data":
        raise Problem(415, _("Send the file as a form: multipart/form-data with a part “file”."))
    unknown = (set(call.request.POST) - {"reach"}) | (set(call.request.FILES) - {"file"})
    if unknown:
        raise Invalid({name[:60]: [_("There is no such field here.")] for name in sorted(unknown)})
    given: Any = call.request.FILES.get("file")
    if given is None:
        raise Invalid({"file": [_("This is needed.")]})
    made = attaching.attach(
        process,
        number,
        actor=call.actor,
        name=given.name or "",
        media_type=given.content_type or "",
        content=given.file,
        reach=_reach(call.request.POST.get("reach")),
    )
    (told,) = _files(process, number, [made])
    return answer(told, 201, {"Location": told["url"]})


def download(process: Process, number: str, pk: int, call: Call) -> HttpResponseBase:
    """A file's content, to be saved and never shown in the page's own origin."""
    found = attaching.attachment_of(process, number, pk, call.actor)
    content = attaching.place_of(found.sha256).open("rb")
    response = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def links(process: Process, number: str, call: Call) -> HttpResponse:
    """Links of a record, from both ends, where the other end is visible too."""
    record = acts.fetch(process, number, call.actor)
    out = Link.objects.filter(policy.visible_to(call.actor, prefix="target__"), source_id=record.pk)
    back = Link.objects.filter(policy.visible_to(call.actor, prefix="source__"), target_id=record.pk)
    columns = ("relation", "made_at", "kind", "number", "title", "state")
    told = [
        {"direction": direction, **dict(zip(columns, row, strict=True)), "url": address_of(row[2], row[3])}
        for direction, found, end in (("out", out, "target"), ("in", back, "source"))
        for row in found.order_by("id").values_list(
            "relation", "made_at", f"{end}__kind", f"{end}__number", f"{end}__title", f"{end}__state"
        )
    ]
    return answer({"items": told})


def link(process: Process, number: str, call: Call) -> HttpResponse:
    """Links the record to another."""
    told = texts(read_object(call.request), needed=("relation", "target"))
    acts.link(process, number, actor=call.actor, relation=told["relation"], target=told["target"])
    listed = links(process, number, call)
    listed.status_code = 201
    return listed


def watching(process: Process, number: str, call: Call) -> HttpResponse:
    """Whether the reader watches the record."""
    record = acts.fetch(process, number, call.actor)
    return answer({"watching": Watch.objects.filter(record_id=record.pk, user_id=call.actor.id).exists()})


def watch(process: Process, number: str, call: Call, *, on: bool) -> HttpResponse:
    """Begins or ends watching."""
    acts.watch(process, number, actor=call.actor, on=on)
    return answer({"watching": on})

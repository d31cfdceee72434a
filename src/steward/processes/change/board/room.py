"""A meeting as its members have it before them: each change with its lines, votes and conclusion (manual 8.2.1)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.names import names_of
from steward.people.roles import ROLES
from steward.processes.change.approvals import lines_of
from steward.processes.change.board import agenda
from steward.processes.change.board.words import PARTS, Conclusion, Verdict
from steward.processes.change.models import BoardConclusion, BoardVote
from steward.processes.change.words import ChangeType, Risk
from steward.surface import times
from steward.surface.cells import title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from steward.kernel.names import Names
    from steward.people.actor import Actor
    from steward.processes.change.board.agenda import Voice
    from steward.processes.change.models import BoardMeeting, Change

TONES = {"for": "done", "against": "bad", "abstained": "neutral"}
TONES |= {"approved": "done", "rejected": "bad", "deferred": "waiting"}


def room_of(meeting: BoardMeeting, actor: Actor) -> dict[str, Any]:
    """Agenda and members; changes that the reader does not see are left out. Six statements."""
    found = agenda.changes_numbered([row["change"] for row in meeting.agenda], actor)
    ids = [change.pk for change in found.values()]
    votes: dict[int, list[BoardVote]] = defaultdict(list)
    for vote in BoardVote.objects.filter(record_id=meeting.pk, change_id__in=ids).order_by("made_at"):
        votes[vote.change_id].append(vote)
    made = BoardConclusion.objects.filter(record_id=meeting.pk, change_id__in=ids)
    conclusions = {each.change_id: each for each in made}
    voices = agenda.voices_at_the_gates(ids)
    people = agenda.people_keyed([row["person"] for row in meeting.members], meeting.customer_id, actor)
    names = names_of({"user": {vote.user_id for each in votes.values() for vote in each}})
    parts = {row["person"]: row["part"] for row in meeting.members}
    mine = next((part for code, part in parts.items() if code in people and people[code].pk == actor.person_id), "")
    lines = [(row, found[row["change"]]) for row in meeting.agenda if row["change"] in found]
    told = [
        _told(row, change, votes[change.pk], conclusions.get(change.pk), voices, names, actor) for row, change in lines
    ]
    members = [(people[code].name, _part(part)) for code, part in parts.items() if code in people]
    return {"changes": told, "members": members, "is_chair": mine == "chair", "votes": mine in ("chair", "member"),
            "hidden": len(meeting.agenda) - len(lines)}  # fmt: skip


def _part(part: str) -> str:
    return str(dict(PARTS)[part])


def _told(
    row: Mapping[str, Any],
    change: Change,
    votes: Iterable[BoardVote],
    concluded: BoardConclusion | None,
    voices: Iterable[Voice],
    names: Names,
    actor: Actor,
) -> dict[str, Any]:
    window = [times.short(each, actor.zone) for each in (change.planned_start, change.planned_end) if each]
    given = list(votes)
    return {
        "number": change.number,
        "title": title_of({"title": change.title, "title_en": change.title_en}),
        "url": f"/change/{change.number}/",
        "kind": str(ChangeType(change.change_type).label),
        "risk": str(Risk(change.risk).label) if change.risk else "",
        "window": " – ".join(window),
        "minutes": row.get("minutes"),
        "reason": change.reason,
        "conflict_reason": change.conflict_reason,
        "lines": list(_lines(change, [each for each in voices if each.change_id == change.pk])),
        "votes": [
            {"who": names.name("user", vote.user_id), "text": str(Verdict(vote.verdict).label), "remark": vote.remark,
             "tone": TONES[vote.verdict]}
            for vote in given
        ],
        "mine": next((vote.verdict for vote in given if vote.user_id == actor.id), ""),
        "why_no_vote": _("Nobody decides on what they drew up themselves.") if change.author_id == actor.id else "",
        "conclusion": concluded and {"text": str(Conclusion(concluded.conclusion).label), "remark": concluded.remark,
                                     "tone": TONES[concluded.conclusion]},
    }  # fmt: skip


def _lines(change: Change, voices: list[Voice]) -> Iterable[dict[str, Any]]:
    """Who must decide at the gate, and how many have approved."""
    for line in lines_of(change):
        given = sum(1 for each in voices if each.gate == line.name and each.verdict == "approved")
        who = " / ".join(str(ROLES[role].label) for role in line.by)
        yield {"who": who, "given": given, "needed": line.quorum}

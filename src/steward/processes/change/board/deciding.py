"""Votes of a board, and what it concludes carried to the gate of each change by the ordinary act (manual 8.2.1).

A vote is its member's own, given under the own login. Concluded as approved, each vote for the change whose member
decides on it becomes that member's decision; as rejected, the first against it. Nobody speaks for another, nobody
twice, and never the author: the act of the gate sees to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from steward.kernel import acts, gates
from steward.kernel.catalogue import process_of
from steward.kernel.intake import clean_text
from steward.kernel.models import Audience, Decision
from steward.kernel.refusal import Invalid, Refused
from steward.people.actor import actor_of
from steward.people.context import acting, now
from steward.people.models import Person
from steward.processes.change.board.words import Conclusion, Verdict
from steward.processes.change.models import BoardConclusion, BoardMeeting, BoardVote

if TYPE_CHECKING:
    from steward.kernel.models import Record
    from steward.kernel.process import Text
    from steward.people.actor import Actor

KIND, LONGEST = "board_meeting", 2_000


def part_of(meeting: BoardMeeting, actor: Actor) -> str:
    """The reader's part in a meeting: chair, member, guest, or nothing; one statement."""
    code = Person.objects.filter(pk=actor.person_id or 0).values_list("code", flat=True).first()
    return next((row["part"] for row in meeting.members if row["person"] == code), "")


def _before_the_board(number: str, change: str, actor: Actor, wanted: tuple[str, ...]) -> tuple[BoardMeeting, Record]:
    """The meeting, locked, and a change of its agenda. Raises Unknown, Invalid or Refused."""
    meeting = acts.lock(process_of(KIND), number, actor, None)
    assert isinstance(meeting, BoardMeeting)  # noqa: S101  what its process says
    reasons: list[Text] = []
    if meeting.state != "in_session":
        reasons.append(_("The board is not in session."))
    if part_of(meeting, actor) not in wanted:
        only_chair = wanted == ("chair",)
        reasons.append(_("The chair concludes.") if only_chair else _("Only members of this board vote."))
    if reasons:
        raise Refused(reasons)
    if change not in [row["change"] for row in meeting.agenda]:
        raise Invalid({"change": [_("“%(number)s” does not stand on the agenda.") % {"number": change[:60]}]})
    found = acts.lock(process_of("change"), change, actor, None)
    if BoardConclusion.objects.filter(record_id=meeting.pk, change_id=found.pk).exists():
        raise Refused([_("%(number)s is concluded already.") % {"number": change}])
    return meeting, found


def _said(remark: str) -> str:
    text = clean_text(remark).strip()
    if len(text) > LONGEST:
        raise Invalid({"remark": [_("At most %(most)d characters.") % {"most": LONGEST}]})
    return text


@transaction.atomic
def vote(number: str, *, actor: Actor, change: str, verdict: str, remark: str = "") -> None:
    """Keeps a member's one voice on a change of the agenda. Raises Unknown, Invalid or Refused."""
    meeting, found = _before_the_board(number, change, actor, ("chair", "member"))
    if found.author_id == actor.id:
        raise Refused([_("Nobody decides on what they drew up themselves.")])
    if verdict not in Verdict.values:
        raise Invalid({"verdict": [_("A vote is “for”, “against” or “abstained”.")]})
    text = _said(remark)
    if verdict == Verdict.AGAINST and not text:
        raise Invalid({"remark": [_("Say what speaks against it.")]})
    BoardVote.objects.update_or_create(
        record_id=meeting.pk, change_id=found.pk, user_id=actor.id,
        defaults={"verdict": verdict, "remark": text, "made_at": now()},
    )  # fmt: skip


@transaction.atomic
def conclude(number: str, *, actor: Actor, change: str, conclusion: str, remark: str = "") -> str:
    """The chair says what becomes of a change; answers the state that it is in then. Raises Unknown, Invalid, Refused.

    Approved, it stays before its gate where lines are left that nobody here speaks for: they decide as ever.
    """
    meeting, found = _before_the_board(number, change, actor, ("chair",))
    if conclusion not in Conclusion.values:
        raise Invalid({"conclusion": [_("Choose one of those offered.")]})
    text = _said(remark)
    if conclusion == Conclusion.DEFERRED and not text:
        raise Invalid({"remark": [_("Say why it is deferred.")]})
    state = _carry(meeting, found, conclusion)
    BoardConclusion.objects.create(
        record_id=meeting.pk, change_id=found.pk, user_id=actor.id, conclusion=conclusion, remark=text, made_at=now()
    )
    said = _("%(change)s: %(conclusion)s") % {"change": change, "conclusion": Conclusion(conclusion).label}
    acts.comment(
        process_of(KIND), number, actor=actor, body=f"{said}. {text}".strip(". "), reach=int(Audience.INTERNAL)
    )
    return state


def _carry(meeting: BoardMeeting, found: Record, conclusion: str) -> str:
    """What was voted becomes decisions at the gate. Raises Refused where nobody who voted so may decide."""
    if conclusion == Conclusion.DEFERRED:
        return str(found.state)
    verdict = Verdict.FOR if conclusion == Conclusion.APPROVED else Verdict.AGAINST
    votes = BoardVote.objects.filter(record_id=meeting.pk, change_id=found.pk, verdict=verdict).order_by("made_at")
    carried = 0
    for each in votes:
        if found.state != "awaiting_approval":
            break
        voter = actor_of(each.user_id)
        if voter is not None and (decided := _decide_as(voter, meeting, found, each)):
            found, carried = decided, carried + 1
    if not carried:
        text = _("No vote here decides on %(number)s: nobody who decides on it has voted “%(verdict)s”.")
        raise Refused([text % {"number": found.number, "verdict": verdict.label}])
    return str(found.state)


def _decide_as(voter: Actor, meeting: BoardMeeting, found: Record, given: BoardVote) -> Record | None:
    """The member's decision at the gate; None where the member is not asked there, or has decided already."""
    process = process_of("change")
    approve = process.move("approve")
    stands = gates.standing(found, approve)
    if not any(voter.holds(line.by, found.project_id) for line in stands.open_lines) or stands.why_not(voter):
        return None
    verdict = Decision.Verdict.APPROVED if given.verdict == Verdict.FOR else Decision.Verdict.REJECTED
    remark = f"{meeting.number}: {given.remark}" if given.remark else str(meeting.number)
    with acting(voter):
        return acts.decide(
            process, found.number, "approve", actor=voter, verdict=str(verdict), remark=remark, version=None
        )

"""Editions of documents: drafted, reviewed, approved, in force from a day on, retained. Manual 1.4, 2.2."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Gate, Move, Notice, Process, State
from steward.registers.document import panels, rules
from steward.registers.document.disposing.process import DISPOSAL
from steward.registers.document.handing import copies
from steward.registers.document.handing import panels as handing_panels
from steward.registers.document.handing.process import DISCLOSURE
from steward.registers.document.layers import APPROVERS, AUTHORS, CONTROLLERS, REVIEWERS
from steward.registers.document.models import Edition

WRITERS = tuple(dict.fromkeys((*CONTROLLERS, *AUTHORS)))
EVERY_ROLE = tuple(dict.fromkeys((*WRITERS, *REVIEWERS)))
NAMED = ("document", "edition")
TEXT = ("reason", "effective_on", "is_file", "order_of_issue", "sections")
WRITTEN = ("title", "title_en", *NAMED, *TEXT)

STATES = (
    State("draft", tone="new", locks=("document",)),
    State("in_review", tone="waiting", needs=("effective_on",), locks=WRITTEN),
    State("in_approval", tone="waiting", needs=("effective_on",), locks=WRITTEN),
    State("approved", needs=("effective_on",), locks=WRITTEN),
    State("in_force", tone="done", needs=("effective_on",), locks=WRITTEN),
    State("retained", tone="closed", locks=(*WRITTEN, "owner")),
    State("obsolete", tone="dropped", locks=(*WRITTEN, "owner"), final=True),
    State("withdrawn", tone="dropped", locks=(*WRITTEN, "owner"), final=True),
)

MOVES = (
    Move(
        "submit",
        ("draft",),
        "in_review",
        by=WRITERS,
        asks=("effective_on",),
        rules=(
            rules.it_has_a_text,
            rules.it_names_what_there_is,
            rules.the_manual_has_its_order,
            rules.it_takes_effect_after_its_approval,
        ),
        notices=(Notice("approval", ("deciders",)),),
        primary=True,
    ),
    Move(
        "endorse",
        ("in_review",),
        "in_approval",
        by=REVIEWERS,
        rules=(rules.nobody_approves_what_they_wrote,),
        gate=Gate("review", by=REVIEWERS, rejection="return", lines=rules.reviewers_of),
        notices=(Notice("approval", ("deciders",)),),
        primary=True,
    ),
    Move(
        "approve",
        ("in_approval",),
        "approved",
        by=APPROVERS,
        rules=(rules.nobody_approves_what_they_wrote, rules.it_takes_effect_after_its_approval),
        derives=(rules.time_of_approval,),
        gate=Gate("approval", by=APPROVERS, rejection="return", lines=rules.approver_of),
        proves=("1.4.1", "2.2.2"),
        primary=True,
    ),
    Move("return", ("in_review", "in_approval"), "draft", by=EVERY_ROLE),
    Move(
        "take_effect",
        ("approved",),
        "in_force",
        by=(*CONTROLLERS, "system"),
        rules=(rules.its_day_has_come,),
        derives=(rules.in_force_from_now,),
        then=(copies.hand_on, rules.the_one_before_is_replaced),
        proves=("1.4.3",),
        primary=True,
    ),
    Move(
        "confirm_review",
        ("in_force",),
        "in_force",
        by=WRITERS,
        asks=("review_outcome", "review_remark"),
        derives=(rules.day_of_the_next_review,),
        proves=("2.2.5",),
    ),
    Move(
        "replace",
        ("in_force",),
        "retained",
        by=(*CONTROLLERS, "system"),
        rules=(rules.a_newer_one_is_in_force,),
        derives=(rules.in_force_until_now,),
    ),
    Move(
        "retire",
        ("in_force",),
        "retained",
        by=CONTROLLERS,
        asks=("withdraw_reason",),
        derives=(rules.in_force_until_now,),
    ),
    Move("dispose", ("retained",), "obsolete", by=CONTROLLERS, rules=(rules.its_retention_is_over,)),
    Move("withdraw", ("draft", "approved"), "withdrawn", by=WRITERS, asks=("withdraw_reason",)),
)

EDITION = Process(
    kind="edition",
    prefix="ED",
    model=Edition,
    label=_("Edition"),
    label_plural=_("Editions of documents"),
    menu_icon="document",
    states=STATES,
    moves=MOVES,
    fields=("title", "title_en", *NAMED, "reason", "effective_on", "order_of_issue", "owner", "is_file", "sections"),
    required=("document",),
    columns=("number", "title", "edition", "document", "state", "effective_on", "review_on", "owner", "updated_at"),
    filters=("state", "document", "edition", "effective_on", "review_on", "owner", "opened_at", "tags", "tied"),
    opened_by=(*WRITERS, "system"),
    amended_by=WRITERS,
    replied_by=(*EVERY_ROLE, "system"),
    rules=(
        rules.a_record_type_has_no_edition,
        rules.only_one_is_being_made,
        rules.its_number_follows_the_last,
        rules.a_later_edition_has_its_reason,
    ),
    derives=(rules.title_of_the_document, rules.next_number),
    tells=tuple(Notice(told, ("members",)) for told in ("copy_handed", "copy_late", "copy_recalled")),
    audience=Audience.INTERNAL,
    first_panels=(panels.text, handing_panels.held),
    links=("related_to", "caused_by", "solved_by"),
)

PROCESSES = (EDITION, DISCLOSURE, DISPOSAL)

"""Disposals: records of one type go once their retention is over, the department and record control agree. 2.2.4."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Gate, Move, Notice, Process, State
from steward.people.roles import ROLES
from steward.registers.document.disposing import panels, rules
from steward.registers.document.disposing.models import Disposal
from steward.registers.document.layers import AUTHORS, CONTROLLERS

PROPOSERS = tuple(dict.fromkeys((*CONTROLLERS, *AUTHORS)))
# Which of them decide on a disposal, its type of records says.
DECIDERS = tuple(
    dict.fromkeys(
        (*rules.CONTROL, *AUTHORS, *(key for key, r in ROLES.items() if r.kind in ("department", "management")))
    )
)
ASKED = ("title", "title_en", "record_type", "closed_before", "reason", "prints", "kept_back")

STATES = (
    State("draft", tone="new", locks=("record_type",)),
    State("proposed", tone="waiting", needs=("closed_before", "reason"), locks=ASKED),
    State("approved", needs=("closed_before", "reason"), locks=ASKED),
    State("being_carried_out", locks=(*ASKED, "owner")),
    State("carried_out", tone="closed", locks=(*ASKED, "owner"), final=True),
    State("withdrawn", tone="dropped", locks=(*ASKED, "owner"), final=True),
)

MOVES = (
    Move(
        "propose", ("draft",), "proposed", by=PROPOSERS,
        rules=(rules.their_retention_is_over, rules.there_is_something), derives=(rules.the_list,),
        then=(rules.the_list_is_frozen,), notices=(Notice("approval", ("deciders",)),), primary=True,
    ),
    Move(
        "approve", ("proposed",), "approved", by=DECIDERS,
        rules=(rules.nobody_approves_what_they_proposed, rules.nothing_has_changed_since),
        gate=Gate("disposal", by=DECIDERS, rejection="return", lines=rules.approvers_of),
        notices=(Notice("tied", ("author", "owner", "watchers")),), proves=("2.2.4",), primary=True,
    ),
    Move(
        "return", ("proposed",), "draft", by=(*PROPOSERS, *DECIDERS),
        derives=(rules.no_list_yet,), then=(rules.the_list_is_let_go,),
    ),
    Move(
        "carry_out", ("approved",), "being_carried_out", by=CONTROLLERS,
        rules=(rules.nothing_has_changed_since,), primary=True,
    ),
    Move(
        "take_back", ("approved",), "draft", by=PROPOSERS,
        derives=(rules.no_list_yet,), then=(rules.the_list_is_let_go,),
    ),
    Move(
        "complete", ("being_carried_out",), "carried_out", by=("system",),
        rules=(rules.every_record_had_its_turn,), derives=(rules.so_many_went,),
        notices=(Notice("tied", ("author", "owner", "watchers")),), proves=("2.2.4",),
    ),
    Move("withdraw", ("draft",), "withdrawn", by=PROPOSERS, asks=("withdraw_reason",)),
)  # fmt: skip

DISPOSAL = Process(
    kind="disposal",
    prefix="DSP",
    model=Disposal,
    label=_("Disposal of records"),
    label_plural=_("Disposals of records"),
    menu_icon="document",
    states=STATES,
    moves=MOVES,
    fields=(*ASKED[2:], "title", "title_en", "owner"),
    required=("record_type", "reason"),
    columns=("number", "title", "state", "record_type", "closed_before", "records_count", "owner", "updated_at"),
    filters=("state", "record_type", "closed_before", "owner", "opened_at", "closed_at", "tags", "tied"),
    opened_by=PROPOSERS,
    amended_by=PROPOSERS,
    replied_by=(*dict.fromkeys((*PROPOSERS, *DECIDERS)), "system"),
    rules=(rules.it_names_a_record_type, rules.what_is_kept_back_is_there),
    derives=(rules.day_by_retention, rules.named_by_type_and_day, rules.what_was_kept_back_before),
    audience=Audience.INTERNAL,
    first_panels=(panels.listed,),
)

"""Disclosures: a document goes to a third party once a deputy has reviewed and the general manager approved. 1.4.5."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Gate, Move, Notice, Process, State
from steward.registers.document.handing import panels, rules
from steward.registers.document.handing.models import Disclosure

REQUESTERS = ("customer_service", "customer_service_manager")
DEPUTIES = (
    "deputy_general_manager",
    "deputy_general_manager_sales",
    "deputy_general_manager_technical",
    "deputy_general_manager_administration",
)
HEADS = ("general_manager",)
ASKED = ("title", "title_en", "edition", "recipient", "purpose", "back_by")

STATES = (
    State("draft", tone="new"),
    State("in_review", tone="waiting", needs=ASKED[2:], locks=ASKED),
    State("in_approval", tone="waiting", needs=ASKED[2:], locks=ASKED),
    State("approved", needs=ASKED[2:], locks=ASKED),
    State("handed_over", tone="done", needs=("received_by",), locks=ASKED),
    State("given_back", tone="closed", needs=("ending",), locks=(*ASKED, "owner"), final=True),
    State("withdrawn", tone="dropped", locks=(*ASKED, "owner"), final=True),
)

MOVES = (
    Move(
        "submit", ("draft",), "in_review", by=REQUESTERS,
        rules=(rules.it_is_in_force, rules.it_is_given_back_later),
        notices=(Notice("approval", ("deciders",)),), primary=True,
    ),
    Move(
        "endorse", ("in_review",), "in_approval", by=DEPUTIES,
        gate=Gate("review", by=DEPUTIES, rejection="return"),
        notices=(Notice("approval", ("deciders",)),), primary=True,
    ),
    Move(
        "approve", ("in_approval",), "approved", by=HEADS, rules=(rules.it_is_in_force, rules.two_decide),
        gate=Gate("approval", by=HEADS, rejection="return"),
        notices=(Notice("tied", ("author", "owner", "watchers")),), proves=("1.4.5",), primary=True,
    ),
    Move("return", ("in_review", "in_approval"), "draft", by=(*REQUESTERS, *DEPUTIES, *HEADS)),
    Move(
        "hand_over", ("approved",), "handed_over", by=REQUESTERS, asks=("received_by",),
        rules=(rules.it_is_in_force, rules.it_is_given_back_later), derives=(rules.time_of_hand_over,),
        then=(rules.a_numbered_copy_leaves,), proves=("1.4.5",), primary=True,
    ),
    Move(
        "take_back", ("handed_over",), "given_back", by=REQUESTERS, asks=("ending",),
        then=(rules.its_copy_is_back,), primary=True,
    ),
    Move("withdraw", ("draft", "approved"), "withdrawn", by=REQUESTERS, asks=("withdraw_reason",)),
)  # fmt: skip

DISCLOSURE = Process(
    kind="disclosure",
    prefix="DSC",
    model=Disclosure,
    label=_("Disclosure"),
    label_plural=_("Disclosures"),
    menu_icon="document",
    states=STATES,
    moves=MOVES,
    fields=(*ASKED[2:], "title", "title_en", "owner"),
    required=("edition", "recipient", "purpose", "back_by"),
    columns=("number", "title", "state", "edition", "recipient", "back_by", "owner", "updated_at"),
    filters=("state", "recipient", "back_by", "owner", "opened_at", "closed_at", "tags", "tied"),
    opened_by=REQUESTERS,
    amended_by=REQUESTERS,
    replied_by=(*REQUESTERS, *DEPUTIES, *HEADS),
    derives=(rules.named_by_edition_and_recipient,),
    audience=Audience.INTERNAL,
    panels=(panels.disclosed,),
)

"""Appointments and authorisations: drafted, signed by another, in force, ended. Manual 0.2, 2.1.1, 2.1.5."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Gate, Move, Notice, Page, Process, State
from steward.registers.organisation import panels
from steward.registers.organisation.appointing import letters, rules
from steward.registers.organisation.models import Appointment
from steward.registers.organisation.roles import KEEPERS

LETTER = (
    "sort", "person", "role", "starts_on", "ends_on", "in_project", "extent", "extent_en", "title", "title_en",
    "letter_zh", "letter_en",
)  # fmt: skip

APPOINTMENT = Process(
    kind="appointment",
    prefix="APT",
    model=Appointment,
    label=_("Appointment"),
    label_plural=_("Appointments"),
    menu_icon="person",
    states=(
        State("drafted", tone="new"),
        State("awaiting_signature", tone="waiting", needs=("letter_zh", "letter_en"), locks=LETTER),
        State("in_force", tone="done", locks=LETTER),
        State("ended", tone="closed", needs=("ended_on", "end_reason"), locks=(*LETTER, "owner"), final=True),
        State("withdrawn", tone="dropped", needs=("end_reason",), locks=(*LETTER, "owner"), final=True),
    ),
    moves=(
        Move(
            "submit_for_signature",
            ("drafted",),
            "awaiting_signature",
            by=KEEPERS,
            rules=(
                rules.it_says_what_it_authorises_to,
                rules.its_holder_is_authorised,
                rules.the_role_is_free,
            ),
            notices=(Notice("approval", ("deciders",)),),
            primary=True,
        ),
        Move(
            "sign",
            ("awaiting_signature",),
            "in_force",
            by=rules.SIGNERS,
            rules=(rules.nobody_signs_for_themselves, rules.its_holder_is_authorised, rules.the_role_is_free),
            derives=(letters.signed,),
            gate=Gate("signature", by=rules.SIGNERS, rejection="return", lines=rules.signed_by),
            then=(rules.duty_follows,),
            notices=(Notice("outcome", ("author", "owner", "watchers", "members")),),
            proves=("0.2", "2.1.1", "2.1.5"),
            primary=True,
        ),
        Move("return", ("awaiting_signature",), "drafted", by=(*KEEPERS, *rules.SIGNERS)),
        Move("set_last_day", ("in_force",), "in_force", by=KEEPERS, asks=("ends_on",), then=(rules.duty_is_limited,)),
        Move(
            "end",
            ("in_force",),
            "ended",
            by=(*KEEPERS, "top_management"),
            asks=("ended_on", "end_reason"),
            rules=(rules.it_ends_on_a_day_that_came,),
            then=(rules.duty_is_limited,),
            notices=(Notice("outcome", ("author", "owner", "watchers")),),
        ),
        Move("run_out", ("in_force",), "ended", by=("system",), derives=(rules.day_it_ran_out,)),
        Move("withdraw", ("drafted", "awaiting_signature"), "withdrawn", by=KEEPERS, asks=("end_reason",)),
    ),
    fields=(*LETTER, "owner"),
    required=("person", "role", "starts_on"),
    columns=("number", "title", "state", "person", "role", "starts_on", "ends_on", "signed_on", "updated_at"),
    filters=("state", "sort", "role", "starts_on", "ends_on", "project", "owner", "opened_at", "closed_at", "tags",
             "tied"),
    opened_by=KEEPERS,
    amended_by=KEEPERS,
    replied_by=(*KEEPERS, *rules.SIGNERS),
    rules=(rules.it_ends_after_it_starts, rules.it_appoints_one_of_ours),
    derives=(letters.letter_drawn_up,),
    audience=Audience.INTERNAL,
    panels=(panels.letters_on_paper,),
    pages=(Page(_("The organisation"), "/organisation/"),),
    links=("related_to",),
)  # fmt: skip

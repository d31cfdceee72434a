"""Requests for resources: asked by those who lead, granted or declined by top management. Manual 2.1.1."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Gate, Move, Notice, Process, State
from steward.registers.organisation.models import ResourceRequest
from steward.registers.organisation.roles import ORGANISERS

DECIDERS = ("general_manager", "top_management")
ASKED = ("title", "title_en", "sort", "description", "benefit", "amount", "needed_by")

RESOURCE_REQUEST = Process(
    kind="resource_request",
    prefix="RSR",
    model=ResourceRequest,
    label=_("Request for resources"),
    label_plural=_("Requests for resources"),
    menu_icon="request",
    states=(
        State("asked", tone="waiting"),
        State("granted", tone="done", locks=(*ASKED, "owner"), final=True),
        State("declined", tone="dropped", locks=(*ASKED, "owner"), final=True),
        State("withdrawn", tone="dropped", needs=("withdraw_reason",), locks=(*ASKED, "owner"), final=True),
    ),
    moves=(
        Move(
            "grant", ("asked",), "granted", by=DECIDERS, gate=Gate("resources", by=DECIDERS, rejection="decline"),
            notices=(Notice("outcome", ("author", "owner", "customer_service_manager")),), proves=("2.1.1",),
            primary=True,
        ),
        Move(
            "decline", ("asked",), "declined", by=DECIDERS,
            notices=(Notice("outcome", ("author", "owner", "customer_service_manager")),), proves=("2.1.1",),
        ),
        Move("withdraw", ("asked",), "withdrawn", by=ORGANISERS, asks=("withdraw_reason",)),
    ),
    fields=(*ASKED, "owner"),
    required=("title", "sort", "benefit", "needed_by"),
    columns=("number", "title", "sort", "amount", "needed_by", "state", "owner", "opened_at", "updated_at"),
    filters=("state", "sort", "needed_by", "owner", "project", "opened_at", "closed_at", "tags", "tied"),
    opened_by=ORGANISERS,
    amended_by=ORGANISERS,
    replied_by=tuple(dict.fromkeys((*ORGANISERS, *DECIDERS))),
    notices=(Notice("approval", ("deciders",)),),
    audience=Audience.INTERNAL,
)  # fmt: skip

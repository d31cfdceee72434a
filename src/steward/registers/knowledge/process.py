"""Knowledge: what helped once is written down, reviewed, found again and counted. Manual 7.2.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Answers, Gate, Move, Notice, Page, Process, State
from steward.people.roles import RESOLVERS
from steward.registers.knowledge import panels, rules
from steward.registers.knowledge.models import Article

if TYPE_CHECKING:
    from steward.surface.rest.router import Routes


def own_operations(routes: Routes) -> None:
    """A reader's vote; what describes it is read only where REST is."""
    from steward.registers.knowledge import rest

    rest.add(routes)


WRITERS = (*RESOLVERS, "technical_operations_manager", "service_department_manager")
# Never who drew the article up.
REVIEWERS = (
    "technical_group_leader",
    "service_group_leader",
    "project_manager",
    "technical_operations_manager",
    "service_department_manager",
)
TEXT = ("title", "title_en", "service", "category", "readers", "symptom", "cause", "solution", "checks")

ARTICLE = Process(
    kind="article",
    prefix="KB",
    model=Article,
    label=_("Article"),
    label_plural=_("Knowledge"),
    menu_icon="knowledge",
    states=(
        State("draft", tone="new"),
        State("in_review", tone="waiting", needs=("valid_until",), locks=(*TEXT, "valid_until")),
        State("published", tone="done", needs=("valid_until",), locks=(*TEXT, "valid_until")),
        State("retired", tone="closed", needs=("retire_reason",), locks=(*TEXT, "valid_until", "owner"), final=True),
    ),
    moves=(
        Move(
            "submit",
            ("draft",),
            "in_review",
            by=WRITERS,
            asks=("valid_until",),
            rules=(rules.it_says_what_helps, rules.it_is_valid_for_a_time_to_come),
            notices=(Notice("approval", ("deciders",)),),
            primary=True,
        ),
        Move(
            "publish",
            ("in_review",),
            "published",
            by=REVIEWERS,
            rules=(rules.it_is_valid_for_a_time_to_come,),
            derives=(rules.readers_as_chosen,),
            gate=Gate("publication", by=REVIEWERS, rejection="return"),
            proves=("7.2.2",),
            primary=True,
        ),
        Move("return", ("in_review",), "draft", by=(*REVIEWERS, "service_desk", "support_engineer")),
        Move(
            "confirm_validity",
            ("published",),
            "published",
            by=REVIEWERS,
            asks=("valid_until",),
            rules=(rules.it_is_valid_for_a_time_to_come,),
            proves=("7.2.2",),
        ),
        Move(
            "revise",
            ("published",),
            "draft",
            by=WRITERS,
            derives=(rules.readers_inside_again, rules.next_edition),
        ),
        Move(
            "retire",
            ("draft", "published"),
            "retired",
            by=REVIEWERS,
            asks=("retire_reason",),
            derives=(rules.readers_inside_again,),
        ),
    ),
    fields=(*TEXT, "owner", "team"),
    required=("title",),
    contact_sees=("title", "title_en", "service", "category", "symptom", "cause", "solution", "checks", "valid_until"),
    columns=("number", "title", "customer", "service", "state", "readers", "valid_until", "owner", "updated_at"),
    filters=(
        "state",
        "customer",
        "project",
        "service",
        "category",
        "readers",
        "valid_until",
        "owner",
        "team",
        "tags",
        "tied",
    ),
    opened_by=WRITERS,
    amended_by=WRITERS,
    replied_by=(*WRITERS, "customer_service_manager"),
    derives=(rules.readers_of_a_draft,),
    audience=Audience.EVERYBODY,
    panels=(panels.use_and_usefulness,),
    operations=(own_operations,),
    pages=(Page(_("Who knows"), "/article/experts/"),),
    links=("related_to", "duplicate_of"),
    answers=Answers(states=("published",), texts=("solution", "cause", "symptom")),
    categories_of="incident",
)

PROCESSES = (ARTICLE,)

"""Configuration management: what we run, from its order to its disposal, and under which plan. Manual 8.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Gate, Move, Notice, Page, Process, State
from steward.registers.configuration import media, panels, rules
from steward.registers.configuration.auditing.process import AUDIT
from steward.registers.configuration.baselines import BASELINE
from steward.registers.configuration.issuing.process import CONFIGURATION_REPORT
from steward.registers.configuration.models import ConfigurationItem, ConfigurationPlan
from steward.registers.configuration.verification import DISCREPANCY

if TYPE_CHECKING:
    from steward.surface.rest.router import Routes


def own_operations(routes: Routes) -> None:
    """Impact and the item through time; what describes them is read only where REST is."""
    from steward.registers.configuration import rest, rest_bulk, rest_discovery

    rest.add(routes)
    rest_bulk.add(routes)
    rest_discovery.add(routes)


KEEPERS = (
    "technical_operations_manager", "technical_group_leader", "support_engineer", "field_engineer", "project_manager",
    "service_department_manager",
)  # fmt: skip
READERS = ("service_desk", "duty_engineer", "service_group_leader", "customer_contact", "supplier_contact", *KEEPERS)
PLANNERS = ("project_manager", "technical_operations_manager", "service_department_manager")
DECIDERS = ("technical_operations_manager", "service_department_manager")

IDENTITY = ("title", "ci_class", "serial")
ON_HAND = ("received", "in_test", "in_use", "under_change")
GONE = (*IDENTITY, "attributes", "version_label", "place", "rack_unit", "rack_height", "rack_face", "relations")

CI = Process(
    kind="ci",
    prefix="CI",
    model=ConfigurationItem,
    label=_("Configuration item"),
    label_plural=_("Configuration items"),
    menu_icon="configuration",
    states=(
        State("ordered", tone="new"),
        State("received", tone="new"),
        State("in_test"),
        State("in_use", tone="done", needs=("accepted_on", "acceptance")),
        State("under_change", tone="waiting", needs=("accepted_on", "acceptance")),
        State("dismantled", tone="closed"),
        State("disposed", tone="closed", needs=("disposed_on", "disposal"), locks=GONE, final=True),
        State("cancelled", tone="dropped", needs=("cancel_reason",), locks=GONE, final=True),
    ),
    moves=(
        Move(
            "receive",
            ("ordered",),
            "received",
            by=KEEPERS,
            offers=("serial", "change"),
            derives=(rules.next_revision,),
            primary=True,
        ),
        Move(
            "test",
            ("received",),
            "in_test",
            by=KEEPERS,
            offers=("change",),
            derives=(rules.next_revision,),
            primary=True,
        ),
        Move(
            "accept",
            ("received", "in_test"),
            "in_use",
            by=KEEPERS,
            asks=("accepted_on", "acceptance"),
            offers=("change",),
            rules=(rules.it_was_accepted_by_today,),
            derives=(rules.next_revision,),
            proves=("8.1.4",),
            primary=True,
        ),
        Move("send_back", ("in_test",), "received", by=KEEPERS, offers=("change",), derives=(rules.next_revision,)),
        Move(
            "begin_change", ("in_use",), "under_change", by=KEEPERS, offers=("change",), derives=(rules.next_revision,)
        ),
        Move(
            "end_change",
            ("under_change",),
            "in_use",
            by=KEEPERS,
            offers=("version_label", "change"),
            derives=(rules.next_revision,),
            primary=True,
        ),
        Move(
            "dismantle",
            ON_HAND,
            "dismantled",
            by=KEEPERS,
            offers=("change",),
            rules=(rules.nothing_in_use_hangs_on_it,),
            derives=(rules.next_revision, rules.room_made_in_the_rack),
        ),
        Move("reuse", ("dismantled",), "received", by=KEEPERS, offers=("change",), derives=(rules.next_revision,)),
        Move(
            "dispose",
            ("dismantled",),
            "disposed",
            by=KEEPERS,
            asks=("disposed_on", "disposal"),
            offers=("change",),
            rules=(rules.nothing_in_use_hangs_on_it,),
            derives=(rules.next_revision, rules.relations_ended),
            proves=("8.1.4",),
            primary=True,
        ),
        Move(
            "cancel",
            ("ordered", "received"),
            "cancelled",
            by=KEEPERS,
            asks=("cancel_reason",),
            offers=("change",),
            rules=(rules.nothing_in_use_hangs_on_it,),
            derives=(rules.next_revision, rules.relations_ended, rules.room_made_in_the_rack),
        ),
    ),
    fields=(
        "ci_class",
        "title",
        "title_en",
        "criticality",
        "serial",
        "version_label",
        "attributes",
        "relations",
        "place",
        "rack_unit",
        "rack_height",
        "rack_face",
        "service",
        "owner",
        "team",
        "supplier",
        "warranty_until",
        "change",
    ),
    required=("ci_class", "title"),
    contact_sees=(
        "title",
        "title_en",
        "ci_class",
        "criticality",
        "serial",
        "version_label",
        "service",
        "warranty_until",
    ),
    columns=("number", "title", "ci_class", "state", "criticality", "customer", "place", "owner", "updated_at"),
    filters=(
        "state",
        "ci_class",
        "criticality",
        "customer",
        "project",
        "place",
        "service",
        "team",
        "owner",
        "warranty_until",
        "tags",
    ),
    opened_by=KEEPERS,
    amended_by=KEEPERS,
    replied_by=READERS,
    derives=(
        rules.attributes_as_the_class_states,
        media.the_checksum_of_a_kept_file,
        rules.relations_to_items_seen,
        rules.a_changed_item_is_a_revision,
    ),
    rules=(
        rules.its_name_fits_its_class,
        rules.it_has_the_version_its_class_asks,
        rules.its_place_is_the_customers_or_ours,
        rules.its_rack_units_are_free,
        rules.a_tree_does_not_lead_back,
        rules.a_change_allows_the_write,
    ),
    service_process="configuration",
    audience=Audience.CUSTOMER,
    first_panels=(panels.life,),
    panels=(panels.dependencies,),
    operations=(own_operations,),
    pages=(
        Page(_("Single points of failure"), "/ci/points/"),
        Page(_("Compare"), "/ci/compare/"),
        Page(_("Health of the record"), "/ci/health/"),
        Page(_("Configuration management report"), "/ci/report/"),
        Page(_("Import and export"), "/ci/import/"),
        Page(_("Definitive media library"), "/ci/media/"),
        Page(_("Labels"), "/ci/labels/", picks=True),
    ),
)

PARTS = (
    "scope", "goals", "duties", "change_control", "status_accounting", "verification", "protection", "builds",
    "interfaces", "resources", "suppliers",
)  # fmt: skip

PLANNED = ("title", *PARTS, "report_days")

CONFIGURATION_PLAN = Process(
    kind="configuration_plan",
    prefix="CMP",
    model=ConfigurationPlan,
    label=_("Configuration management plan"),
    label_plural=_("Configuration management plans"),
    menu_icon="catalogue",
    states=(
        State("draft", tone="new"),
        State("in_review", tone="waiting", locks=PLANNED),
        State("in_force", tone="done", needs=("review_on",), locks=PLANNED),
        State("ended", tone="closed", needs=("end_reason",), locks=(*PLANNED, "review_on"), final=True),
        State("cancelled", tone="dropped", locks=(*PLANNED, "review_on"), final=True),
    ),
    moves=(
        Move(
            "submit", ("draft",), "in_review", by=PLANNERS, asks=("review_on",), rules=(rules.it_has_every_part,),
            notices=(Notice("approval", ("deciders",)),), primary=True,
        ),
        Move(
            "approve", ("in_review",), "in_force", by=DECIDERS, gate=Gate("approval", by=DECIDERS, rejection="return"),
            proves=("8.1.3",), primary=True,
        ),
        Move("return", ("in_review",), "draft", by=(*DECIDERS, *PLANNERS)),
        Move(
            "review", ("in_force",), "in_force", by=PLANNERS, asks=("review_result", "review_on"), proves=("8.1.3",),
        ),
        Move("end", ("in_force",), "ended", by=DECIDERS, asks=("end_reason",)),
        Move("cancel", ("draft",), "cancelled", by=PLANNERS),
    ),
    fields=(*PLANNED, "review_on", "owner"),
    required=("title",),
    columns=("number", "title", "project", "customer", "state", "review_on", "owner", "updated_at"),
    filters=("state", "customer", "project", "owner"),
    opened_by=PLANNERS,
    amended_by=PLANNERS,
    replied_by=(*PLANNERS, "quality_manager"),
    service_process="configuration",
    audience=Audience.INTERNAL,
)  # fmt: skip

PROCESSES = (CI, BASELINE, AUDIT, DISCREPANCY, CONFIGURATION_PLAN, CONFIGURATION_REPORT)

"""Release management: changes go into production together, tested, with authority and a way back. Manual 9.1."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Gate, Move, Notice, Plans, Process, Raises, State
from steward.processes.release import authority, baselines, ending, panels, policies, rest, rolling_out, rules, sites
from steward.processes.release.models import Release, ReleasePolicy, Rollout
from steward.processes.release.roles import (
    AUTHORS,
    CLOSERS,
    DECIDERS,
    IMPLEMENTERS,
    READERS,
    REVIEWERS,
    ROLLING_OUT,
    SERVICE_DEPARTMENT,
    TOLD,
)  # fmt: skip

NAMED = (*rules.IDENTITY, "title_en", "service", "description")
BUILT = ("contents", "build_reference")
# What others have decided on stands; the note and the guide are polished until the release is closed.
PLANNED = (*NAMED, *BUILT, *rules.PLAN, "tests", "planned_baseline")
OVER = (*dict.fromkeys(PLANNED), "release_note", "installation_guide", "owner", "team")
NOTES = ("cmdb_update", "cmdb_note", "problem_update", "problem_note", "incident_update", "incident_note")
DRAFTED = ("release_note", "installation_guide")
RESULT = Notice("outcome", ("owner", "author", "watchers", *TOLD))

RELEASE = Process(
    kind="release",
    prefix="REL",
    model=Release,
    label=_("Release"),
    label_plural=_("Releases"),
    menu_icon="release",
    states=(
        State("draft", tone="new"),
        State("awaiting_test", tone="waiting", needs=("version_label", "contents"), locks=(*NAMED, *BUILT)),
        State("in_test", tone="active", locks=(*rules.IDENTITY, "contents")),
        State("awaiting_approval", tone="waiting", needs=("test_accepted", "release_note"), locks=PLANNED),
        State("approved", tone="active", locks=PLANNED),
        State("rolling_out", tone="active", locks=PLANNED),
        State("concluded", tone="done", needs=("outcome", "result"), locks=PLANNED),
        State("closed", tone="closed", locks=OVER, final=True),
        State("cancelled", tone="dropped", needs=("cancel_reason",), locks=OVER, final=True),
    ),
    moves=(
        Move(
            "request_test", ("draft",), "awaiting_test", by=AUTHORS,
            rules=(authority.a_policy_is_in_force, rules.it_can_be_told_apart, rules.it_delivers_a_change),
            derives=(authority.test_by_policy,), notices=(Notice("approval", ("deciders",)),), primary=True,
        ),
        Move(
            "authorise_test", ("awaiting_test",), "in_test", by=DECIDERS,
            rules=(authority.a_contact_decides_for_the_own_company,),
            gate=Gate("test", by=DECIDERS, rejection="return", lines=authority.lines_of_test),
            notices=(Notice("tied", ("owner", "author", "watchers")),), proves=("9.1.1",), primary=True,
        ),
        Move(
            "record_rehearsal", ("in_test",), "in_test", by=IMPLEMENTERS,
            asks=("rehearsal_place", "rehearsed_on", "rehearsal_result", "rehearsal_record"),
            rules=(rules.the_rehearsal_lies_behind,), derives=(rules.who_rehearsed,),
        ),
        Move(
            "review_rehearsal", ("in_test",), "in_test", by=REVIEWERS, asks=("rehearsal_review",),
            rules=(rules.the_rehearsal_has_passed, rules.the_review_is_by_another), derives=(rules.time_of_review,),
            proves=("9.1.3",),
        ),
        Move(
            "submit", ("in_test",), "awaiting_approval", by=AUTHORS, asks=("test_accepted",),
            rules=(
                rules.its_plan_has_every_part, rules.every_site_is_planned, rules.every_test_has_passed,
                rules.its_build_has_passed, rules.a_major_one_was_rehearsed, rules.a_major_one_has_its_guide,
                authority.a_policy_is_in_force,
            ),
            derives=(authority.roll_out_by_policy,), notices=(Notice("approval", ("deciders",)),), primary=True,
        ),
        Move(
            "approve", ("awaiting_approval",), "approved", by=DECIDERS,
            rules=(authority.a_contact_decides_for_the_own_company, rules.its_build_has_passed),
            gate=Gate("roll_out", by=DECIDERS, rejection="return", lines=authority.lines_of_roll_out),
            derives=(rules.time_of_approval,), notices=(Notice("tied", ("tied", "owner", "author", "watchers")),),
            proves=("9.1.1", "9.1.2"), primary=True,
        ),
        Move(
            "return", ("awaiting_test", "in_test", "awaiting_approval", "approved"), "draft",
            by=(*AUTHORS, *(role for role in DECIDERS if role not in AUTHORS)), offers=("return_reason",),
            derives=(authority.approvals_are_void,), notices=(Notice("reopened", ("owner", "author")),),
        ),
        Move(
            "roll_out", ("approved",), "rolling_out", by=AUTHORS,
            rules=(rules.a_major_one_was_rehearsed, rules.its_changes_are_authorised, rules.its_build_has_passed),
            derives=(rules.time_of_start,), notices=(Notice("tied", ("tied", "watchers", *TOLD)),), primary=True,
        ),
        Move(
            "conclude", ("rolling_out",), "concluded", by=AUTHORS, asks=("result",),
            rules=(ending.every_site_is_settled,), derives=(ending.how_it_ended,), notices=(RESULT,),
            proves=("9.1.4", "9.1.5"), primary=True,
        ),
        Move(
            "record_updates", ("concluded",), "concluded", by=CLOSERS, offers=NOTES, proves=("9.1.7",),
        ),
        Move(
            "compare_installed", ("concluded",), "concluded", by=(*AUTHORS, *SERVICE_DEPARTMENT),
            offers=("installed_baseline", "difference_reason"), proves=("9.1.3",),
        ),
        Move(
            "confirm_cause", ("concluded",), "concluded", by=("product_manager",), asks=("failure_cause",),
            offers=("drop_reason",), rules=(ending.it_has_failed_somewhere,), derives=(ending.time_of_cause,),
            proves=("9.1.6",),
        ),
        Move(
            "close", ("concluded",), "closed", by=CLOSERS,
            rules=(
                ending.its_failure_is_dealt_with, ending.everything_is_up_to_date,
                baselines.what_is_installed_is_as_planned,
            ),
            notices=(Notice("tied", ("tied", "owner", "watchers")),), proves=("9.1.7", "9.1.8"), primary=True,
        ),
        Move(
            "cancel", ("draft", "awaiting_test", "in_test", "awaiting_approval", "approved"), "cancelled", by=AUTHORS,
            asks=("cancel_reason",), then=(sites.its_sites_are_cancelled,),
            notices=(Notice("cancelled", ("author", "watchers")),),
        ),
    ),
    fields=(
        *NAMED, "owner", "team", "planned_on", "deliverables", *BUILT, "tests", "test_errors", "backout_plan",
        "acceptance", "communication", "logistics", "resources", "risks", "meetings", "planned_baseline", *DRAFTED,
    ),
    required=("title",),
    contact_sees=(
        "title", "title_en", "version_label", "release_type", "service", "description", "planned_on", "deliverables",
        "communication", "meetings", "release_note", "installation_guide", "outcome", "result", "cancel_reason",
    ),
    columns=(
        "number", "title", "version_label", "release_type", "customer", "service", "state", "outcome", "owner",
        "planned_on", "updated_at",
    ),
    filters=(
        "state", "release_type", "outcome", "customer", "project", "service", "team", "owner", "planned_on",
        "opened_at", "closed_at", "tags", "tied",
    ),
    opened_by=AUTHORS,
    amended_by=(*AUTHORS, *(role for role in IMPLEMENTERS if role not in AUTHORS)),
    replied_by=READERS,
    rules=(
        rules.its_contents_are_of_its_project, rules.its_version_is_its_own,
        baselines.its_baselines_are_approved_ones_of_its_project,
    ),
    service_process="release",
    audience=Audience.CUSTOMER,
    first_panels=(panels.at_a_glance,),
    operations=(rest.add,),
    links=("related_to", "caused_by", "followed_by", "documented_by", "affects"),
    raises=(
        Raises("article", "documented_by", (("title", "title"), ("service", "service"), ("release_note", "solution"))),
        Raises("change", "followed_by", (("title", "title"), ("service", "service"), ("failure_cause", "reason"))),
        Raises("problem", "caused_by", (("title", "title"), ("service", "service"), ("failure_cause", "description"))),
    ),
)  # fmt: skip

SITE = ("release", "title", "title_en", "change", "planned_start", "planned_end")
SHEETS = ("run_sheet", "checks")

ROLLOUT = Process(
    kind="rollout",
    prefix="ROL",
    model=Rollout,
    label=_("Roll-out at a site"),
    label_plural=_("Roll-outs"),
    menu_icon="upload",
    states=(
        State("planned", tone="new"),
        State("under_way", tone="active", locks=SITE),
        State("live", tone="active", locks=(*SITE, "run_sheet")),
        State("verified", tone="done", needs=("result",), locks=(*SITE, *SHEETS, "owner", "team"), final=True),
        State("backing_out", tone="waiting", needs=("failure",), locks=(*SITE, *SHEETS)),
        State(
            "backed_out", tone="closed", needs=("result",),
            locks=(*SITE, *SHEETS, "owner", "team"), final=True,
        ),
        State(
            "cancelled", tone="dropped", needs=("cancel_reason",), locks=(*SITE, *SHEETS, "owner", "team"), final=True
        ),
    ),
    moves=(
        Move(
            "begin", ("planned",), "under_way", by=ROLLING_OUT,
            rules=(
                rolling_out.its_release_is_rolled_out, rolling_out.its_change_is_authorised,
                rolling_out.it_is_within_its_window,
            ),
            derives=(rolling_out.time_of_start,), primary=True,
        ),
        Move(
            "go_live", ("under_way",), "live", by=ROLLING_OUT, rules=(rolling_out.every_step_is_done,),
            derives=(rolling_out.time_of_going_live,), primary=True,
        ),
        Move(
            "verify", ("live",), "verified", by=IMPLEMENTERS, asks=("result",),
            rules=(rolling_out.every_check_has_passed,), derives=(rolling_out.time_of_settling,),
            notices=(RESULT,), proves=("9.1.4",), primary=True,
        ),
        Move(
            "back_out", ("under_way", "live"), "backing_out", by=ROLLING_OUT, asks=("failure",),
            derives=(rolling_out.steps_of_the_way_back,), notices=(Notice("tied", ("owner", "author", "watchers")),),
        ),
        Move("record_back_out", ("backing_out",), "backing_out", by=ROLLING_OUT, offers=("backout_steps",)),
        Move(
            "finish_back_out", ("backing_out",), "backed_out", by=IMPLEMENTERS, asks=("result",),
            rules=(rolling_out.every_step_back_is_done,), derives=(rolling_out.time_of_settling,),
            notices=(RESULT,), proves=("9.1.5",), primary=True,
        ),
        Move(
            "cancel", ("planned",), "cancelled", by=AUTHORS, asks=("cancel_reason",),
            notices=(Notice("cancelled", ("author", "watchers")),),
        ),
    ),
    fields=(*SITE, "owner", "team", *SHEETS),
    required=("title", "release"),
    contact_sees=("title", "title_en", "release", "planned_start", "planned_end", "live_at", "settled_at", "result"),
    columns=("number", "title", "release", "state", "planned_start", "live_at", "owner"),
    filters=(
        "state", "release", "customer", "project", "team", "owner", "planned_start", "opened_at", "closed_at", "tags",
        "tied",
    ),
    opened_by=IMPLEMENTERS,
    amended_by=ROLLING_OUT,
    replied_by=READERS,
    rules=(
        rolling_out.its_window_ends_after_it_begins, rolling_out.its_release_and_change_are_of_its_project,
        rolling_out.it_is_planned_with_its_release, rolling_out.the_way_back_stands,
    ),
    service_process="release",
    audience=Audience.CUSTOMER,
    plans=Plans(
        "planned_start", "planned_end",
        states=("planned", "under_way", "live", "verified", "backing_out", "backed_out"),
        tentative=("planned",),
    ),
    first_panels=(panels.run,),
)  # fmt: skip

KEEPERS = ("product_manager", "service_department_manager", "technical_operations_manager")
APPROVERS = ("service_department_manager", "technical_operations_manager", "management_representative")

RELEASE_POLICY = Process(
    kind="release_policy",
    prefix="RLP",
    model=ReleasePolicy,
    label=_("Release policy"),
    label_plural=_("Release policies"),
    menu_icon="document",
    states=(
        State("draft", tone="new"),
        State("in_review", tone="waiting", needs=("review_on",), locks=("title", *policies.PARTS, "notice_hours")),
        State("in_force", tone="done", locks=("title", *policies.PARTS, "notice_hours", "update_hours")),
        State(
            "ended", tone="closed", needs=("end_reason",), final=True,
            locks=("title", *policies.PARTS, "notice_hours", "update_hours", "review_on"),
        ),
        State("cancelled", tone="dropped", locks=("title", *policies.PARTS), final=True),
    ),
    moves=(
        Move(
            "submit", ("draft",), "in_review", by=KEEPERS, asks=("review_on",),
            rules=(policies.it_has_every_part, policies.it_says_who_authorises_what),
            notices=(Notice("approval", ("deciders",)),), primary=True,
        ),
        Move(
            "approve", ("in_review",), "in_force", by=APPROVERS, rules=(policies.no_other_is_in_force,),
            derives=(policies.time_of_approval,), gate=Gate("approval", by=APPROVERS, rejection="return"),
            proves=("9.1.1",), primary=True,
        ),
        Move("return", ("in_review",), "draft", by=(*dict.fromkeys((*APPROVERS, *KEEPERS)),)),
        Move(
            "review", ("in_force",), "in_force", by=KEEPERS, asks=("review_result", "review_on"), proves=("9.1.1",),
        ),
        Move("end", ("in_force",), "ended", by=APPROVERS, asks=("end_reason",)),
        Move("cancel", ("draft",), "cancelled", by=KEEPERS),
    ),
    fields=("title", *policies.PARTS, "notice_hours", "update_hours", "owner"),
    required=("title",),
    columns=("number", "title", "project", "customer", "state", "review_on", "owner", "updated_at"),
    filters=("state", "customer", "project", "owner"),
    opened_by=KEEPERS,
    amended_by=KEEPERS,
    replied_by=READERS,
    rules=(policies.its_pattern_can_be_read, policies.its_authority_is_by_one_at_least),
    service_process="release",
    audience=Audience.INTERNAL,
)  # fmt: skip

PROCESSES = (RELEASE, ROLLOUT, RELEASE_POLICY)

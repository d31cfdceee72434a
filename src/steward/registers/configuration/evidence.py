"""What shows that the configuration is known and under control: judged from the records alone (manual 8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import YEAR, contracts, end_of, judged, lacks, own, today
from steward.kernel.judges import Judge, Target, Unjudged
from steward.kernel.models import Attachment, Decision, Record, Stated, TimelineEntry
from steward.people.models import Party, ServiceProject
from steward.registers.configuration.issuing.evidence import JUDGES as OF_REPORTS
from steward.registers.configuration.models import (
    Baseline,
    CiClass,
    ConfigurationAudit,
    ConfigurationItem,
    ConfigurationPlan,
    Discrepancy,
    MediaCheck,
    Relation,
    Revision,
)
from steward.registers.configuration.process import CI, ON_HAND, PARTS

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

RECORDED_IN = Target("ci_recorded_days", _("An item on hand is fully recorded within"), 7, "days")
BASELINE_IN = Target(
    "ci_baseline_days", _("The newest approved baseline of a service project is not older than"), 365, "days"
)
PLAN_IN = Target("ci_plan_days", _("A new service project has its configuration management plan within"), 30, "days")
SETTLED_IN = Target("ci_discrepancy_days", _("A discrepancy is settled within"), 30, "days")
READ_IN = Target("ci_master_read_days", _("A master copy is read again within"), 365, "days")
AUDITED_IN = Target("ci_audit_days", _("The configuration of a service project is audited again within"), 365, "days")
ACCURATE = Target("ci_audit_accuracy", _("Lines of an audit that are as recorded"), 95, "percent")

BASELINED = ("approved", "superseded")
CONCLUDED = ("checked", "closed")
UNVERSIONED = Q(version_label="", ci_class__needs_version=True)


def _tied() -> Q:
    """Whether a relation leads from the item, or to it, now."""
    held = Relation.objects.filter(valid_to=None)
    return Exists(held.filter(source=OuterRef("pk"))) | Exists(held.filter(target=OuterRef("pk")))


def identified(asked: Asked) -> QuerySet[ConfigurationItem]:
    """Items on hand: an owner, the version that the class asks for, and a relation."""
    wrong = Q(owner=None) | UNVERSIONED | ~_tied()
    return judged(own(ConfigurationItem, state__in=ON_HAND), wrong, F("opened_at") + asked.span(RECORDED_IN))


def baselined(asked: Asked) -> QuerySet[ServiceProject]:
    """Service projects under contract: an approved baseline of late."""
    fresh = Baseline.objects.filter(project=OuterRef("pk"), state__in=BASELINED, moment__gte=asked.ago(BASELINE_IN))
    return judged(contracts(asked), ~Exists(fresh), end_of("starts_on", asked.span(BASELINE_IN)))


def known(_asked: Asked) -> QuerySet[Record]:
    """Agreements in force for one service: some item serves it."""
    serving = Record.objects.filter(
        project=OuterRef("project"), kind="ci", service=OuterRef("service"), state__in=ON_HAND
    )
    agreed = own(Record, kind="agreement", state="in_force", service__isnull=False)
    return judged(agreed, ~Exists(serving))


def under_plan(asked: Asked) -> QuerySet[ServiceProject]:
    """Service projects under contract: a plan in force with all its parts, not past its review."""
    whole = ConfigurationPlan.objects.filter(
        ~lacks(ConfigurationPlan, PARTS), project=OuterRef("pk"), state="in_force", review_on__gte=today(asked)
    )
    return judged(contracts(asked), ~Exists(whole), end_of("starts_on", asked.span(PLAN_IN)))


def _controlled(project: str, moment: str) -> Exists:
    """Whether a project was under control when something was written: its plan was approved before."""
    plans = ConfigurationPlan.objects.filter(
        project=OuterRef(project), state="in_force", decisions__gate="approval",
        decisions__verdict=Decision.Verdict.APPROVED, decisions__decided_at__lt=OuterRef(moment),
    )  # fmt: skip
    return Exists(plans)


def _authorised(change: str, moment: str) -> Exists:
    """Whether a change was authorised when something was written under it."""
    entered = TimelineEntry.objects.filter(
        record=OuterRef(change), to_state="authorised", occurred_at__lte=OuterRef(moment)
    )
    return Exists(entered)


def written(asked: Asked) -> QuerySet[Revision]:
    """What was written of items under control in the last year: its change, authorised before."""
    stated = Stated.objects.filter(record=OuterRef("record"))
    rows = Revision.objects.filter(
        ~Exists(stated), _controlled("record__project", "valid_from"), valid_from__gte=asked.at - YEAR
    )
    return judged(rows, Q(change_id=None) | ~_authorised("change_id", "valid_from"))


def _held_since(moment: datetime) -> QuerySet[Relation]:
    stated = Stated.objects.filter(record=OuterRef("source"))
    return Relation.objects.filter(~Exists(stated), Q(valid_from__gte=moment) | Q(valid_to__gte=moment))


def related(asked: Asked) -> QuerySet[Relation]:
    """Relations begun or ended under control in the last year: by a change each time."""
    since = asked.at - YEAR
    begun = Q(valid_from__gte=since) & Q(_controlled("source__project", "valid_from"))
    ended = Q(valid_to__gte=since, valid_to__isnull=False) & Q(_controlled("source__project", "valid_to"))
    rows = _held_since(since).filter(begun | ended)
    return judged(rows, begun & Q(change_id=None) | ended & Q(ended_by_change_id=None))


def accepted(_asked: Asked) -> QuerySet[ConfigurationItem]:
    """Items in use and those disposed of: acceptance and disposal are recorded."""
    in_use = Q(state__in=("in_use", "under_change")) & lacks(ConfigurationItem, ("accepted_on", "acceptance"))
    disposed = Q(state="disposed") & lacks(ConfigurationItem, ("disposed_on", "disposal"))
    rows = own(ConfigurationItem, state__in=("in_use", "under_change", "disposed"))
    return judged(rows, in_use | disposed)


def located(asked: Asked) -> QuerySet[ConfigurationItem]:
    """Items on hand: where each is, or to which item it belongs, and which version it has."""
    wrong = UNVERSIONED | Q(place=None) & ~_tied()
    return judged(own(ConfigurationItem, state__in=ON_HAND), wrong, F("opened_at") + asked.span(RECORDED_IN))


def stepped(_asked: Asked) -> QuerySet[ConfigurationItem]:
    """Every item: no step between states but those that there are."""
    known_steps = Q(to_state="")
    for move in CI.moves:
        known_steps |= Q(from_state__in=move.source, to_state=move.target)
    odd = TimelineEntry.objects.filter(~known_steps, record=OuterRef("pk"), verb="moved")
    return judged(own(ConfigurationItem), Exists(odd))


def settled(asked: Asked) -> QuerySet[Discrepancy]:
    """Open ones and those of the last year: assessed, and settled in time."""
    wrong = Q(is_open=True) | Q(state="rejected", reject_reason="")
    rows = own(Discrepancy, Q(is_open=True) | Q(opened_at__gte=asked.at - YEAR))
    return judged(rows, wrong, F("opened_at") + asked.span(SETTLED_IN))


def kept_safe(asked: Asked) -> QuerySet[ConfigurationItem]:
    """Masters on hand whose file is kept here: the last time that each was read, of late, it matched its checksum."""
    kept = Exists(Attachment.objects.filter(record=OuterRef("pk")))
    last = MediaCheck.objects.filter(record=OuterRef("pk")).order_by("-checked_at", "-pk")
    rows = own(ConfigurationItem, kept, ci_class__code="media", state__in=ON_HAND).annotate(
        read_at=Subquery(last.values("checked_at")[:1]), outcome=Subquery(last.values("outcome")[:1])
    )
    unread = Q(read_at=None) | Q(read_at__lt=asked.ago(READ_IN))
    wrong = unread | ~Q(outcome=MediaCheck.Outcome.MATCHES) | Q(outcome=None)
    return judged(rows, wrong, F("opened_at") + asked.span(READ_IN))


def _concluded() -> QuerySet[ConfigurationAudit]:
    return own(ConfigurationAudit, project=OuterRef("pk"), state__in=CONCLUDED, drawn_at__isnull=False)


def audited(asked: Asked) -> QuerySet[ServiceProject]:
    """Service projects under contract: an audit of late that has a result, and says whether resources suffice."""
    whole = _concluded().filter(~lacks(ConfigurationAudit, ("conclusion", "resources")))
    fresh = whole.filter(drawn_at__gte=asked.ago(AUDITED_IN), drawn_at__lte=asked.at)
    return judged(contracts(asked), ~Exists(fresh), end_of("starts_on", asked.span(AUDITED_IN)))


def accurate(asked: Asked) -> QuerySet[ServiceProject]:
    """Service projects under contract that were audited: the share of lines as recorded, in the last audit."""
    last = _concluded().filter(drawn_at__lte=asked.at, accuracy__isnull=False).order_by("-drawn_at", "-pk")
    rows = contracts(asked).annotate(accuracy=Subquery(last.values("accuracy")[:1])).filter(accuracy__isnull=False)
    return judged(rows, Q(accuracy__lt=asked.figure(ACCURATE)))


JUDGES = (
    Judge(
        "ci_is_identified", "8.1.1",
        _("Every item on hand has an owner, a version where its class asks for one, and a relation, in the set days."),
        identified, (ConfigurationItem, CiClass, Relation, Stated), targets=(RECORDED_IN,),
    ),
    Judge(
        "ci_has_baseline", "8.1.2",
        _("Every service project under contract has an approved baseline that is not older than the set days."),
        baselined, (ServiceProject, Party, Baseline), targets=(BASELINE_IN,), project="id",
    ),
    Judge(
        "ci_of_agreed_service", "8.1.2",
        _("Every service with a level agreement of its own is tied to the items on hand that provide it."),
        known, (Record, Stated),
    ),
    Judge(
        "ci_plan_in_force", "8.1.3",
        _("Every service project under contract has a configuration management plan in force, whole and reviewed."),
        under_plan, (ServiceProject, Party, ConfigurationPlan), targets=(PLAN_IN,), project="id",
    ),
    Judge(
        "ci_written_under_change", "8.1.4",
        _("Nothing was written of an item under control in the last year without a change authorised before."),
        written, (Revision, ConfigurationItem, ConfigurationPlan, Decision, TimelineEntry, Stated),
        serves=("5.2.4",), project="record__project_id", watches=("change",),
    ),
    Judge(
        "ci_related_under_change", "8.1.4",
        _("No relation of an item under control was begun or ended in the last year without a change."),
        related, (Relation, ConfigurationItem, ConfigurationPlan, Decision, Stated),
        serves=("5.2.4",), project="source__project_id",
    ),
    Judge(
        "ci_is_accepted", "8.1.4",
        _("Every item in use has its acceptance on record, and every item disposed of its disposal."),
        accepted, (ConfigurationItem, Stated),
    ),
    Judge(
        "ci_is_located", "8.1.5",
        _("Every item on hand shows its place or the items that it belongs to, and its version, in the set days."),
        located, (ConfigurationItem, CiClass, Relation, Stated), targets=(RECORDED_IN,),
    ),
    Judge(
        "ci_steps_are_allowed", "8.1.5",
        _("No item has ever passed from one state to another but by the steps that are laid down."),
        stepped, (ConfigurationItem, TimelineEntry, Stated),
    ),
    Judge(
        "ci_master_is_whole", "8.1.6",
        _("Every master copy whose file is kept here was read again within the set days and matched its checksum."),
        kept_safe, (ConfigurationItem, CiClass, Attachment, MediaCheck, Stated), targets=(READ_IN,),
    ),
    Judge(
        "ci_is_audited", "8.1.9",
        _("The configuration of every service project under contract was audited within the set days, resources too."),
        audited, (ServiceProject, Party, ConfigurationAudit, Stated), targets=(AUDITED_IN,), project="id",
    ),
    Judge(
        "ci_audit_is_accurate", "8.1.9",
        _("In the last audit of each service project at least the set share of lines was as recorded."),
        accurate, (ServiceProject, Party, ConfigurationAudit, Stated), targets=(ACCURATE,), project="id",
    ),
    Judge(
        "ci_discrepancy_is_settled", "8.1.11",
        _("Every discrepancy of the last year was assessed, and corrected or rejected with reason, in the set days."),
        settled, (Discrepancy, Stated), targets=(SETTLED_IN,), serves=("8.1.7", "8.1.9"),
    ),
    *OF_REPORTS,
)  # fmt: skip

UNJUDGED = (
    Unjudged("8.1.1", _("Whether a name fits its class is checked as an item is written, not judged afterwards.")),
    Unjudged("8.1.2", _("The first recording of a service project is not kept as a record of its own yet.")),
    Unjudged("8.1.3", _("Whether the plan was reviewed after each change of its scope is not recorded yet.")),
    Unjudged(
        "8.1.6",
        _("Masters kept elsewhere, restore drills, backups and reviews of access rights are not recorded yet."),
    ),
    Unjudged("8.1.9", _("Whether licences are overused is not recorded yet.")),
)

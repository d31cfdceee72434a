"""What conformity puts in the menu (manual 1.2.2, 3.3)."""

from django.utils.translation import gettext_lazy as _

from steward.kernel.places import Place
from steward.oversight.conformity.rest import operations

READERS = (
    "general_manager", "top_management", "management_representative", "quality_manager", "internal_auditor",
    "external_auditor", "service_department_manager", "customer_service_manager", "technical_operations_manager",
    "project_management_manager", "project_manager", "service_committee",
)  # fmt: skip
# The reader's packs that are ready or have stopped, and that he has not looked at.
ENDED = """select count(*) from conformity_askedpack
    where user_id = %s::bigint and ended_at is not null and seen_at is null"""
PLACES = (Place("conformity", _("Conformity"), "/conformity/", "audit", READERS, operations, ENDED),)

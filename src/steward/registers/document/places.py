"""What documents put in the menu (manual 2.2)."""

from django.utils.translation import gettext_lazy as _

from steward.kernel.places import Place
from steward.people.roles import ROLES

# Whoever works for the company reads what counts.
# What an account's person owes: receipts of what is in force, prints of what was replaced (`handing.queries.Held`).
_OWED = """select count(*) from people_user u join document_copy c on c.holder_id = u.person_id
    join document_issued i on i.id = c.edition_id
    where u.id = %s::bigint and c.ended_at is null
        and case when i.in_force then c.acknowledged_at is null else c.sort <> 'electronic' end"""
READERS = tuple(key for key, role in ROLES.items() if key not in ("customer_contact", "supplier_contact"))
PLACES = (
    Place("documents", _("Documents in force"), "/documents/", "document", READERS),
    Place("copies_mine", _("Documents to acknowledge"), "/copies/mine/", "good", READERS, counted=_OWED),
)

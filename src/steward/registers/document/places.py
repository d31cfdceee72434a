"""What documents put in the menu (manual 2.2)."""

from django.utils.translation import gettext_lazy as _

from steward.kernel.places import Place
from steward.people.roles import ROLES

# Whoever works for the company reads what counts.
READERS = tuple(key for key, role in ROLES.items() if key not in ("customer_contact", "supplier_contact"))
PLACES = (
    Place("documents", _("Documents in force"), "/documents/", "document", READERS),
    Place("copies_mine", _("Documents to acknowledge"), "/copies/mine/", "good", READERS),
)

"""What the desk puts in the menu (manual 7.1)."""

from django.utils.translation import gettext_lazy as _

from steward.kernel.places import Place
from steward.people.roles import RESOLVERS

PLACES = (
    Place("dashboard", _("Desk dashboard"), "/dashboard/", "dashboard",
          (*RESOLVERS, "quality_manager", "external_auditor")),
)  # fmt: skip

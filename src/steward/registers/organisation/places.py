"""What the organisation puts in the menu (manual 2.1.2)."""

from django.utils.translation import gettext_lazy as _

from steward.kernel.places import Place
from steward.registers.organisation.roles import OWN_PEOPLE

PLACES = (Place("organisation", _("The organisation"), "/organisation/", "people", (*OWN_PEOPLE, "external_auditor")),)

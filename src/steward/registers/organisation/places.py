"""What the organisation puts in the menu (manual 2.1.2)."""

from django.utils.translation import gettext_lazy as _

from steward.kernel.places import Place
from steward.registers.organisation.roles import OWN_PEOPLE

# Duty statements of roles that an account's person holds today, whose present edition is not taken on yet.
_NOT_TAKEN_ON = """select count(distinct p.id) from people_user u join people_duty d on d.person_id = u.person_id
        and d.starts_on <= (steward.moment() at time zone u.zone)::date
        and (d.ends_on is null or d.ends_on >= (steward.moment() at time zone u.zone)::date)
    join organisation_position p on p.role = d.role
    where u.id = %s::bigint and not exists (select 1 from organisation_acknowledgement a
        where a.position_id = p.id and a.person_id = d.person_id and a.edition = p.edition)"""
PLACES = (
    Place("organisation", _("The organisation"), "/organisation/", "people", (*OWN_PEOPLE, "external_auditor")),
    Place("duties_mine", _("My duties"), "/organisation/mine/", "person", OWN_PEOPLE, counted=_NOT_TAKEN_ON),
)

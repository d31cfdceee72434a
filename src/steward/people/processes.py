"""The thirteen processes of a service project, the locked five and the optional eight (manual 2.1.4.1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class ServiceProcess:
    """A process of the standard: whether every contract has it, and which others it can't do without."""

    key: str
    label: str | Promise
    mandatory: bool
    needs: tuple[str, ...] = ()


SERVICE_PROCESSES = {
    process.key: process
    for process in (
        ServiceProcess("incident", _("Service desk and incident management"), mandatory=True),
        ServiceProcess("business_relationship", _("Business relationship management"), mandatory=True),
        ServiceProcess("security", _("Information security management"), mandatory=True),
        ServiceProcess("supplier", _("Supplier management"), mandatory=True),
        ServiceProcess("finance", _("Budgeting and accounting for services"), mandatory=True),
        ServiceProcess("problem", _("Problem management"), mandatory=False),
        ServiceProcess("release", _("Release management"), mandatory=False, needs=("change", "configuration")),
        ServiceProcess("configuration", _("Configuration management"), mandatory=False, needs=("change",)),
        ServiceProcess("change", _("Change management"), mandatory=False),
        ServiceProcess("availability_continuity", _("Availability and continuity management"), mandatory=False),
        ServiceProcess("capacity", _("Capacity management"), mandatory=False),
        ServiceProcess("service_level", _("Service level management"), mandatory=False),
        ServiceProcess("service_reporting", _("Service reporting"), mandatory=False, needs=("service_level",)),
    )
}

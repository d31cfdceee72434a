"""The nouns of the organisation, a topic a file."""

from steward.registers.organisation.models.appointment import Appointment, Sort
from steward.registers.organisation.models.meeting import Communication, Meeting
from steward.registers.organisation.models.position import Acknowledgement, Position
from steward.registers.organisation.models.profile import Certificate, Confirmation, Office, Statement
from steward.registers.organisation.models.resource import ResourceRequest
from steward.registers.organisation.models.responsibility import Responsibility

__all__ = [
    "Acknowledgement",
    "Appointment",
    "Certificate",
    "Communication",
    "Confirmation",
    "Meeting",
    "Office",
    "Position",
    "ResourceRequest",
    "Responsibility",
    "Sort",
    "Statement",
]

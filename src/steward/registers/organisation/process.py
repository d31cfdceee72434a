"""The kinds of record of the organisation (manual 0.2, 2.1.5, 2.1.8)."""

from steward.registers.organisation.appointing.process import APPOINTMENT
from steward.registers.organisation.meetings.process import MEETING
from steward.registers.organisation.requesting.process import RESOURCE_REQUEST

PROCESSES = (APPOINTMENT, MEETING, RESOURCE_REQUEST)

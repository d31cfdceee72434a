"""The nouns of the ground floor, one a file."""

from steward.people.models.duty import Delegation, Duty
from steward.people.models.party import Party
from steward.people.models.person import Person
from steward.people.models.project import ServiceProject, TailoredProcess, Tailoring
from steward.people.models.row_history import RowHistory
from steward.people.models.staff_session import StaffSession
from steward.people.models.team import Team, TeamMember
from steward.people.models.token import ApiToken
from steward.people.models.unit import Unit
from steward.people.models.user import User

__all__ = [
    "ApiToken",
    "Delegation",
    "Duty",
    "Party",
    "Person",
    "RowHistory",
    "ServiceProject",
    "StaffSession",
    "TailoredProcess",
    "Tailoring",
    "Team",
    "TeamMember",
    "Unit",
    "User",
]

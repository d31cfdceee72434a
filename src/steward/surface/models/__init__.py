"""What the surface keeps for itself: saved views, answers to repeated requests, exports."""

from steward.surface.models.export import Export
from steward.surface.models.idempotency import Idempotency
from steward.surface.models.saved_view import SavedView

__all__ = ["Export", "Idempotency", "SavedView"]

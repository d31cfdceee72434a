"""What the surface keeps for itself: saved views, answers to repeated requests, exports, imports."""

from steward.surface.models.export import Export
from steward.surface.models.idempotency import Idempotency
from steward.surface.models.import_run import Import
from steward.surface.models.saved_view import SavedView

__all__ = ["Export", "Idempotency", "Import", "SavedView"]

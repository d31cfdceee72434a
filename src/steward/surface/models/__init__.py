"""What the surface keeps for itself: saved views, answers to requests, exports, imports, bulk changes, looks."""

from steward.surface.models.bulk_change import BulkChange, BulkRow
from steward.surface.models.export import Export
from steward.surface.models.idempotency import Idempotency
from steward.surface.models.import_run import Import
from steward.surface.models.looked import Looked
from steward.surface.models.saved_view import SavedView

__all__ = ["BulkChange", "BulkRow", "Export", "Idempotency", "Import", "Looked", "SavedView"]

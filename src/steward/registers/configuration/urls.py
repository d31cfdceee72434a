"""The chapter's own addresses."""

from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from steward.registers.configuration import compare_page, health_page, import_page, report_page, views
from steward.registers.configuration.process import CI
from steward.registers.configuration.registers import PLACE

_ITEMS = {"process": CI}
_form = require_http_methods(["GET", "HEAD", "POST"])
urlpatterns = [
    path("ci/import/", _form(import_page.imported), _ITEMS, name="ci_import"),
    path("ci/health/", require_safe(health_page.healthy), _ITEMS, name="ci_health"),
    path("ci/report/", require_safe(report_page.reported), _ITEMS, name="ci_report"),
    path("ci/report.<str:form>", require_safe(report_page.taken_along), _ITEMS, name="ci_report_book"),
    path("ci/inventory.<str:form>", require_safe(import_page.taken_out), _ITEMS, name="ci_inventory"),
    path("ci/points/", require_safe(views.points), _ITEMS, name="ci_points"),
    path("ci/compare/", require_safe(compare_page.compared), _ITEMS, name="ci_compare"),
    path("ci/<str:number>/impact/", require_safe(views.impact), _ITEMS, name="ci_impact"),
    path("ci/<str:number>/history/", require_safe(views.through_time), _ITEMS, name="ci_history"),
    path("registers/place/<int:pk>/view/", require_safe(views.place), {"register": PLACE}, name="place_view"),
]

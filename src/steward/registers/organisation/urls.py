"""The chapter's own addresses."""

from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from steward.registers.organisation import chart_page, matrix_page, mine_page

# A page that is shown, and takes its one button.
_form = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("organisation/", _form(chart_page.shown), name="organisation"),
    path("organisation/mine/", _form(mine_page.shown), name="organisation_mine"),
    path("organisation/raci/", require_safe(matrix_page.shown), name="organisation_raci"),
]

"""The chapter's own addresses."""

from django.urls import path
from django.views.decorators.http import require_safe

from steward.oversight.conformity import ahead_page, clause_page, map_page

urlpatterns = [
    path("conformity/", require_safe(map_page.shown), name="conformity"),
    path("conformity/ahead/", require_safe(ahead_page.shown), name="conformity_ahead"),
    path("conformity/<str:clause>/", require_safe(clause_page.shown), name="conformity_clause"),
]

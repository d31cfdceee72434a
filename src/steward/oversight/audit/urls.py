"""The chapter's own addresses."""

from django.urls import path
from django.views.decorators.http import require_safe

from steward.oversight.audit.auditing import programme

urlpatterns = [path("audit/programme/", require_safe(programme.shown), name="audit_programme")]

"""Problem management's own address."""

from django.urls import path
from django.views.decorators.http import require_safe

from steward.processes.problem import views

urlpatterns = [path("problem/clusters/", require_safe(views.clusters), name="clusters")]

"""Release management's own addresses."""

from django.urls import path
from django.views.decorators.http import require_POST

from steward.processes.release import views

urlpatterns = [
    path("release/<str:number>/draft/", require_POST(views.draft_texts), name="release_draft"),
    path("rollout/<str:number>/tick/", require_POST(views.tick_step), name="rollout_tick"),
]

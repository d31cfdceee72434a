"""Knowledge's own addresses."""

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from steward.registers.knowledge import views

urlpatterns = [
    path(
        "article/suggestions/",
        require_http_methods(["GET", "HEAD", "POST"])(views.suggestions),
        name="suggestions",
    ),
    path("article/experts/", require_safe(views.experts), name="experts"),
    path("article/answers/<str:number>/", require_POST(views.tie_answer), name="answer_tied"),
    path("article/<str:number>/checks/", require_POST(views.run_checks), name="article_checks"),
    path("article/<str:number>/vote/", require_POST(views.vote), name="article_vote"),
]

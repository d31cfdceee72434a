"""Knowledge's own addresses."""

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from steward.registers.knowledge import views

urlpatterns = [
    path(
        "article/suggestions/",
        require_http_methods(["GET", "HEAD", "POST"])(views.suggestions),
        name="suggestions",
    ),
    path("article/<str:number>/vote/", require_POST(views.vote), name="article_vote"),
]

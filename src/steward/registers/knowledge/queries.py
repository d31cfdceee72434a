"""What others ask of knowledge: answers to a like question, and how an article serves (manual 7.2.2)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Left, NullIf

from steward.kernel import policy, seen
from steward.kernel.catalogue import all_processes, process_of
from steward.kernel.models import Link
from steward.people.bilingual import in_chinese
from steward.registers.knowledge.models import Article

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.models import Record
    from steward.kernel.process import Process
    from steward.people.actor import Actor

# So many records share the most telling words; of those that may answer, the best are shown.
CANDIDATES, SHOWN = 80, 6
LONGEST_EXCERPT = 400
# What counts beside the words, which count about 1 where all are shared.
SAME_SERVICE, SAME_CATEGORY = 0.15, 0.15
WRITTEN_FOR_IT = {"article": 0.2, "problem": 0.15}
# Less near than this, two texts have nothing to do with each other.
LEAST = 0.08


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record that may hold the answer: its text, how near it is (0 and up), and who solved it."""

    pk: int
    kind: str
    number: str
    title: str
    text: str
    owner_id: int | None
    service_id: int | None
    category_id: int | None
    score: float = 0.0

    @property
    def url(self) -> str:
        """Its page."""
        return f"/{self.kind}/{self.number}/"

    @property
    def kind_label(self) -> str:
        """What it is, in the reader's words."""
        return str(process_of(self.kind).label)


def answering() -> list[Process]:
    """The processes whose records have answers to give."""
    return [process for process in all_processes() if process.answers]


def suggestions_for(
    actor: Actor, text: str, *, service_id: int | None = None, category_id: int | None = None, but: int = 0
) -> list[Suggestion]:
    """Published articles, known errors and like solved records for a text, best first, as far as `actor` sees them.

    Without the record `but`, whose own text it is. Two statements; none where the text says nothing.
    """
    near = _alike(text, [process.kind for process in answering()])
    near.pop(but, None)
    rated = (replace(one, score=_score(one, near[one.pk], service_id, category_id)) for one in answers_of(near, actor))
    return sorted(rated, key=lambda one: (-one.score, -one.pk))


def _alike(text: str, kinds: list[str]) -> dict[int, float]:
    """Ids of records that share the most telling words of a text, with how near they are (0 to about 1)."""
    if not text.strip():
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select record_id, score from steward.alike(%s::text, %s::text[], %s::integer)", [text, kinds, CANDIDATES]
        )
        return {pk: float(near) for pk, near in cursor.fetchall() if near >= LEAST}


def _score(one: Suggestion, near: float, service_id: int | None, category_id: int | None) -> float:
    more = SAME_SERVICE if service_id and one.service_id == service_id else 0.0
    more += SAME_CATEGORY if category_id and one.category_id == category_id else 0.0
    return near + more + WRITTEN_FOR_IT.get(one.kind, 0.0)


def answers_of(pks: Iterable[int], actor: Actor, only: Q | None = None) -> list[Suggestion]:
    """Those of these records that have an answer to give in their present state, in one statement."""
    wanted = frozenset(pks)
    if not wanted:
        return []
    parts = [_answers(process, actor, only or Q(pk__any_of=wanted)) for process in answering()]
    first, *others = parts
    return [Suggestion(*row) for row in first.union(*others, all=True)]


def _answers(process: Process, actor: Actor, which: Q) -> QuerySet[Any, Any]:
    """The rows of one kind, as `Suggestion` has them."""
    assert process.answers is not None  # noqa: S101  the caller looked
    texts = [NullIf(F(name), Value("")) for name in process.answers.texts]
    columns = {column.name for column in process.model._meta.concrete_fields}  # noqa: SLF001  Django's documented interface
    title = F("title") if in_chinese() else Coalesce(NullIf(F("title_en"), Value("")), F("title"))
    return (
        process.model.objects.filter(which, policy.visible_to(actor), state__in=process.answers.states)
        .annotate(
            told=Left(Coalesce(*texts, Value(""), output_field=TextField()), LONGEST_EXCERPT),
            named=title,
            about=F("category_id") if "category" in columns else Value(None),
        )
        .exclude(told="")
        .values_list("pk", "kind", "number", "named", "told", "owner_id", "service_id", "about")
    )


def answers_tied(record: Record, actor: Actor) -> list[Suggestion]:
    """The articles and known errors that a record is linked to, with what they say."""
    out = Link.objects.filter(source_id=record.pk).values("target_id")
    return [one for one in answers_of([record.pk], actor, Q(pk__in=out)) if one.kind in WRITTEN_FOR_IT]


def with_checks(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Those articles that have a check list; one statement at most."""
    articles = {one.pk: one for one in suggestions if one.kind == "article"}
    if not articles:
        return []
    having = Article.objects.filter(pk__any_of=frozenset(articles)).exclude(checks=[])
    return [articles[pk] for pk in having.order_by("pk").values_list("pk", flat=True)]


def experts_among(suggestions: Iterable[Suggestion]) -> list[tuple[int, int]]:
    """Who solved the like, most and nearest first: ids of persons, each with how many."""
    weight: dict[int, float] = defaultdict(float)
    count: dict[int, int] = defaultdict(int)
    for one in suggestions:
        if one.owner_id and one.kind not in WRITTEN_FOR_IT:
            weight[one.owner_id] += one.score
            count[one.owner_id] += 1
    return [(owner, count[owner]) for owner in sorted(weight, key=lambda owner: (-weight[owner], owner))]


@dataclass(frozen=True, slots=True)
class Use:
    """How an article serves: records solved with it that the reader sees, what readers say, what this one said."""

    used: int
    helped: int
    useless: int
    said: bool | None


_USE = f"""
select (select count(*) from kernel_link l join (select id from kernel_record where {seen.RECORD}) r
        on r.id = l.source_id where l.target_id = %s::bigint and l.relation = 'solved_with'),
    count(*) filter (where helped), count(*) filter (where not helped),
    bool_or(helped) filter (where user_id = %s::bigint)
from knowledge_vote where record_id = %s::bigint
"""  # noqa: S608  our own text


def use_of(record: Record, actor: Actor) -> Use:
    """How an article serves; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_USE, [record.pk, actor.id, record.pk])
        return Use(*cursor.fetchone())

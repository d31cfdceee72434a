"""Making a pack: gathered with one account's eyes at one moment, sealed, and kept in mind (manual 1.2.2)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from steward.kernel.days import today_of
from steward.kernel.refusal import Refused
from steward.oversight.conformity.models import Pack
from steward.oversight.conformity.pack import gathering, sealing
from steward.people.actor import actor_named
from steward.people.context import acting, now

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def make(
    path: Path,
    username: str,
    language: str,
    tell: Callable[[int], None],
    keep: Callable[[Pack], None] = lambda _pack: None,
) -> Pack:
    """Writes the pack of now to `path`, reads it again, and tells how many per cent are done. Raises Refused, Broken.

    What was told of it (seal, verdicts) stays in the installation, so that a pack can be compared with it later;
    `keep` is called in the same transaction.
    """
    actor = actor_named(username)
    if actor is None:
        raise Refused([_("There is no account of this name.")])
    with translation.override(LANGUAGES[language]), acting(actor):
        evidence = gathering.gather(actor, today_of(actor))
        verdicts = {each.clause.id: each.verdict.value for each in evidence.stands}
        told = {
            "company": evidence.company,
            "made_at": evidence.at.isoformat(),
            "made_by": actor.name,
            "day": evidence.day.isoformat(),
            "language": language,
            "seed": evidence.seed,
            "verdicts": verdicts,
            "counts": Counter(verdicts.values()),
        }
        sealing.write(path, gathering.parts(evidence, tell), told)
        checked = sealing.check(path)
        made = Pack.objects.create(
            user_id=actor.id, made_at=evidence.at, day=evidence.day, language=language, seal=checked.seal,
            parts=checked.parts, size=path.stat().st_size, verdicts=verdicts, verified_at=now(),
        )  # fmt: skip
        keep(made)
        return made

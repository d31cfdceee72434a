"""The recipes, followed to the letter in a copy of the program: what they touch, and that it works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.house.source import CHECKOUT

if TYPE_CHECKING:
    from tests.database import TestDatabase

RECIPES = CHECKOUT / "docs" / "recipes"
# A step: where it is written, and before which line (a new file where none is named, else at the end).
_STEP = re.compile(
    r"`(?P<path>src/[^`]+)`, (?P<how>new|at the end|before `(?P<anchor>[^`]+)`)[^\n]*:\n+"
    r"(?P<indent> *)```\w+\n(?P<text>.*?)\n(?P=indent)```",
    re.DOTALL,
)
_MAKE = re.compile(r"\./steward manage (makemigrations .*)")


class Copy:
    """A copy of the package, a database of its own state, and programs that run with both."""

    def __init__(self, folder: Path, database: TestDatabase) -> None:
        self.root, self.database = folder, database
        shutil.copytree(CHECKOUT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
        self.touched: list[str] = []

    def follow(self, name: str) -> None:
        """Carries out the steps of a recipe in their order."""
        text = (RECIPES / name).read_text(encoding="utf-8")
        steps = [(match.start(), match) for match in _STEP.finditer(text)]
        steps += [(match.start(), match) for match in _MAKE.finditer(text)]
        for _start, match in sorted(steps, key=lambda step: step[0]):
            if match.re is _MAKE:
                self.run("owner", "-m", "django", *match.group(1).split())
            else:
                self._write(match)

    def _write(self, match: re.Match[str]) -> None:
        path = self.root / match["path"]
        text = textwrap.dedent(match["text"].replace("\n" + match["indent"], "\n").removeprefix(match["indent"]))
        self.touched.append(match["path"])
        if match["how"] == "new":
            path.parent.mkdir(parents=True, exist_ok=True)
            (path.parent / "__init__.py").touch()
            path.write_text(text + "\n", encoding="utf-8")
            return
        present = path.read_text(encoding="utf-8")
        if match["how"] == "at the end":
            path.write_text(f"{present}\n{text}\n", encoding="utf-8")
            return
        anchor = match["anchor"].replace("\n" + match["indent"], "\n")
        assert anchor in present, f"{match['path']} has no line {anchor!r} any more"
        body = match["text"].replace("\n" + match["indent"], "\n").removeprefix(match["indent"])
        path.write_text(present.replace(anchor, f"{body}\n{anchor}", 1), encoding="utf-8")

    def run(self, role: str, *words: str) -> str:
        """A program of the copy, as owner or web; its output."""
        done = subprocess.run(
            [sys.executable, "-W", "ignore", *words],
            cwd=self.root,
            env=os.environ
            | self.database.connection.environ(role)  # type: ignore[arg-type]  # owner or web
            | {
                "PYTHONPATH": f"{self.root}/src:{CHECKOUT}",
                "DJANGO_SETTINGS_MODULE": "steward.config.settings",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def code_touched(self) -> list[str]:
        """Files of code written by hand: neither words nor migrations."""
        return [path for path in self.touched if not path.endswith(".po") and "/migrations/" not in path]

    def is_complete(self) -> None:
        """No model has changed without its migration, and the database takes all of them."""
        self.run("owner", "-m", "django", "makemigrations", "--check", "--dry-run")
        self.run("owner", "-m", "django", "migrate", "--verbosity", "0")

    def open_one(self, kind: str, username: str, **values: str) -> str:
        """Opens a record by page and one by REST, asks for a move where one is named; answers the page."""
        return self.run("web", "-c", _VISIT, kind, username, repr(values))


_VISIT = """
import ast, json, sys, django
django.setup()
from django.test import Client
from steward.people import tokens
from steward.people.models import User
kind, username, values = sys.argv[1], sys.argv[2], ast.literal_eval(sys.argv[3])
move = values.pop("move", None)
from tests.people import as_
with as_("service-head"):
    user = User.objects.get(username=username)
    token = tokens.issue(username)
page, rest = Client(), Client(headers={"Authorization": f"Bearer {token}"})
page.force_login(user)
opened = page.post(f"/{kind}/new/", {"project": "alpha-ops", **values})
assert opened.status_code == 303, opened.content.decode()[-2000:]
shown = page.get(opened["Location"]).content.decode()
assert values["title"] in shown
assert values["title"] in page.get(f"/{kind}/").content.decode()
body = json.dumps({"project": "alpha-ops", **values})
made = rest.post(f"/api/v1/{kind}/", body, content_type="application/json")
assert made.status_code == 201, made.content.decode()
told = rest.get(f"/api/v1/{kind}/{made.json()['number']}/").json()
assert told["kind"] == kind and told["version"] == 1
for name, value in values.items():
    assert value in str(told.get(name)) or value in shown, name
if move:
    form = page.get(f"{opened['Location']}move/{move}/")
    assert form.status_code == 200, form.content.decode()[-1500:]
outside = Client()
outside.force_login(User.objects.get(username="customer-b"))
assert outside.get(opened["Location"]).status_code == 404
print(shown)
"""


@pytest.fixture
def copy(tmp_path: Path, database: TestDatabase, transactional_db: None) -> Copy:
    """The copy; its database is thrown away afterwards."""
    return Copy(tmp_path, database)


@pytest.mark.long
def test_a_field_is_one_file_and_a_migration(copy: Copy) -> None:
    copy.follow("add-a-field.md")
    assert len(copy.code_touched()) == 1
    copy.is_complete()
    shown = copy.open_one("incident", "desk", title="zz", rack="R-17")
    assert "R-17" in shown


@pytest.mark.long
def test_a_move_is_one_file(copy: Copy) -> None:
    copy.follow("add-a-move.md")
    assert len(copy.code_touched()) == 1
    copy.is_complete()
    assert "/move/escalate/" in copy.open_one("incident", "desk", title="zz")


def test_a_record_type_is_two_files_and_a_line_of_the_contents(copy: Copy) -> None:
    before = (copy.root / "src" / "steward" / "contents.py").read_text(encoding="utf-8")
    copy.follow("add-a-chapter.md")
    contents = "src/steward/contents.py"
    assert contents in copy.code_touched()
    assert len(copy.code_touched()) == 3
    assert len((copy.root / contents).read_text(encoding="utf-8").splitlines()) == len(before.splitlines()) + 1
    copy.is_complete()
    copy.open_one("loan", "desk", title="zz", item="KVM-Switch", move="take_back")

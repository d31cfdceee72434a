"""How many small faults in the heart of the kernel the tests notice: mutants by seed, each in a copy of the checkout.

python -m bench.mutants [--most N] [--seed N] [--only MODULE]
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
LIFE = (
    "tests/kernel/test_incident_life.py",
    "tests/surface/rest/test_records.py",
    "tests/surface/rest/test_refusals.py",
)
# What is mutated, and the tests that stand beside it.
MODULES = {
    "policy": (*LIFE, "tests/rights/test_values.py"),
    "acts": (*LIFE, "tests/surface/rest/test_story.py", "tests/faults/test_races.py"),
    "clocks": ("tests/kernel/test_clocks.py",),
    "ledger": ("tests/kernel/test_ledger.py",),
}
OTHER = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip


def mutants(source: str) -> list[tuple[str, str]]:
    """Every mutant of a module: where and what, and its text."""
    found = []
    for place in range(len(list(ast.walk(ast.parse(source))))):
        tree = ast.parse(source)
        node = list(ast.walk(tree))[place]
        if told := _mutate(node):
            found.append((f"line {getattr(node, 'lineno', '?')}: {told}", ast.unparse(ast.fix_missing_locations(tree))))
    return found


def _mutate(node: ast.AST) -> str:
    """Makes one fault of a node; '' where there is none to make."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER:
        was, node.ops[0] = type(node.ops[0]), OTHER[type(node.ops[0])]()
        return f"{was.__name__} becomes {type(node.ops[0]).__name__}"
    if isinstance(node, (ast.BoolOp, ast.BinOp)) and type(node.op) in OTHER:
        was, node.op = type(node.op), OTHER[type(node.op)]()
        return f"{was.__name__} becomes {type(node.op).__name__}"
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value is not None:
        was = node.value
        node.value = not was if isinstance(was, bool) else was + 1
        return f"{was} becomes {node.value}"
    if isinstance(node, (ast.If, ast.IfExp)) and not isinstance(node.test, ast.Compare):
        node.test = ast.UnaryOp(ast.Not(), node.test)
        return "a condition is turned round"
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        node.value = ast.Constant(None)
        return "a call is left out"
    return ""


def copy() -> Path:
    """The checkout, for mutants to be made in."""
    place = Path(tempfile.mkdtemp(prefix="steward-mutants-"))
    left = shutil.ignore_patterns(".git", ".venv", ".steward*", "node_modules", ".*_cache", ".hypothesis")
    shutil.copytree(CHECKOUT, place / "main", ignore=left, symlinks=True)
    return place / "main"


def survives(place: Path, tests: tuple[str, ...]) -> bool:
    """Whether the tests are green all the same; one that does not end has noticed it."""
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:randomly", *tests]
    environ = {**os.environ, "PYTHONPATH": f"{place / 'src'}:{place}", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(words, cwd=place, env=environ, capture_output=True, timeout=240, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> None:
    """Makes a sample of mutants of each module and tells which survive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=25, help="mutants of a module")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    place = copy()
    told = {}
    for name, tests in MODULES.items():
        if chosen.only not in name:
            continue
        path = place / f"src/steward/kernel/{name}.py"
        source = path.read_text()
        assert survives(place, tests), f"{name}: its tests are red without a mutant"
        every = mutants(source)
        sample = random.Random(chosen.seed).sample(every, min(chosen.most, len(every)))  # noqa: S311  nothing secret
        alive = []
        for where, text in sample:
            path.write_text(text)
            if survives(place, tests):
                alive.append(where)
                print(f"{name}: survives, {where}", file=sys.stderr)
        path.write_text(source)
        told[name] = {"mutants": len(every), "tried": len(sample), "survive": alive}
        print(f"{name}: {len(sample) - len(alive)} of {len(sample)} noticed", file=sys.stderr)
    shutil.rmtree(place.parent)
    print(json.dumps({"bench": "mutants", "modules": told}, ensure_ascii=False))


if __name__ == "__main__":
    main()

"""The command line: sentences and exit codes for what cannot be done."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from steward.config.commands import COMMANDS
from steward.config.language import compile_changed

CHECKOUT = Path(__file__).parent.parent.parent
PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Port."\nmsgstr "端口。"\n'


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "steward", *words],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "src"), "LC_ALL": "C.UTF-8", **environ},
        check=False,
    )


def test_help_lists_the_commands():
    done = run("--help")
    assert done.returncode == 0
    assert all(name in done.stdout for name, (_module, line) in COMMANDS.items() if line)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_listed_command_has_help(name):
    assert run(name, "--help").returncode == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["up", "--nonsense"], "No such option"),
        (["token"], "Missing"),
    ],
)
def test_what_makes_no_sense_is_a_sentence_and_code_2(words, sentence):
    done = run(*words)
    assert (done.returncode, sentence in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_a_folder_without_an_installation_is_a_sentence(tmp_path):
    done = run("token", "admin", "--data", str(tmp_path / "none"))
    assert done.returncode == 1
    assert "./steward up" in done.stderr
    assert not (tmp_path / "none").exists()


def test_a_port_in_use_is_a_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("up", "--port", str(port), "--data", str(tmp_path / "data"))
    assert done.returncode == 1
    assert f"127.0.0.1:{port} cannot be used" in done.stderr


def test_it_speaks_the_language_of_the_terminal():
    assert "命令" in run("--help", LC_ALL="zh_CN.UTF-8").stdout


def test_translations_are_compiled_when_they_changed(tmp_path):
    source = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO)
    compile_changed(tmp_path)
    first = source.with_suffix(".mo").stat().st_mtime_ns
    compile_changed(tmp_path)
    assert source.with_suffix(".mo").stat().st_mtime_ns == first
    os.utime(source, ns=(first + 10**9, first + 10**9))
    compile_changed(tmp_path)
    assert source.with_suffix(".mo").stat().st_mtime_ns > first


def test_the_root_program_names_what_is_missing(tmp_path):
    copy = tmp_path / "steward"
    shutil.copy(CHECKOUT / "steward", copy)
    (tmp_path / ".venv").write_text("in the way")
    done = subprocess.run([sys.executable, copy, "up"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cannot be written to" in done.stderr

"""The embedded PostgreSQL of a data folder, started and stopped directly and without any network."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from steward.config.binaries import Account, Binaries, Trouble, find_binaries, reachable
from steward.config.connection import Connection, Secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

ADMIN = "postgres"
PORT = 5432
PRIVATE = 0o700
# A unix socket address holds 107 bytes; the file in the folder is called `.s.PGSQL.5432`.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")
# After a kill -9 the old children hold the folder until they notice.
PATIENCE = 60.0
# Recovery after a crash may have gigabytes to replay.
RECOVERY = 900.0
# Servers that this process started: as their parent it has to notice their end.
STARTED: list[subprocess.Popen[bytes]] = []

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "max_connections": "120",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
# For tests only: a power cut may destroy the cluster, which is then built anew.
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "128MB"}


@dataclass(frozen=True)
class Postgres:
    """The embedded PostgreSQL of a data folder, in `<data>/postgresql/<major>`."""

    data: Path
    home: Path
    account: Account

    @classmethod
    def of(cls, data: Path) -> Postgres:
        """Describe the cluster of a data folder, whether it exists or not."""
        home = data / "postgresql"
        return cls(data, home, Account.for_folder(home))

    def start(self, *, fast: bool) -> str:
        """Start PostgreSQL unless it answers; return the folder of its socket."""
        if (socket := self._answering()) is not None:
            return socket
        self._check_owner()
        self.home.mkdir(mode=PRIVATE, exist_ok=True)
        self.account.takes(self.home)
        binaries = reachable(find_binaries(self._major()), self.account)
        if self._major() is None:
            self._initialise(binaries)
        socket = self._socket_folder()
        self._forget_the_dead(binaries.major, Path(socket))
        self._run(binaries, socket, SETTINGS | (FAST if fast else {}))
        return socket

    def stop(self) -> None:
        """Shut down fast: sessions are ended, everything committed is on disk."""
        pid = self.pid()
        if pid is None:
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + PATIENCE
        while _is_postgres(pid):
            if time.monotonic() > deadline:
                msg = f"PostgreSQL (process {pid}) did not stop in {PATIENCE:.0f} s; see {self._log()}."
                raise Trouble(msg)
            time.sleep(0.02)
        for server in STARTED:
            server.poll()
        with suppress(FileNotFoundError):
            folder = Connection.load(self.data).host
            if folder.startswith(tempfile.gettempdir()):
                shutil.rmtree(folder, ignore_errors=True)

    def pid(self) -> int | None:
        """Return the process of the running server, None when there is none."""
        major = self._major()
        if major is None:
            return None
        try:
            pid = int((self.home / str(major) / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if _is_postgres(pid) else None

    def _answering(self) -> str | None:
        if self.pid() is None:
            return None
        with suppress(FileNotFoundError, psycopg.OperationalError):
            host = Connection.load(self.data).host
            psycopg.connect("", **admin_parameters(self.data, host)).close()
            return host
        return None

    def _major(self) -> int | None:
        if not self.home.is_dir():
            return None
        majors = [int(entry.name) for entry in self.home.iterdir() if entry.name.isdigit()]
        return max(majors, default=None)

    def _check_owner(self) -> None:
        if self.home.exists() and os.geteuid() not in (0, self.home.stat().st_uid):
            msg = (
                f"{self.home} belongs to another account of this machine (uid {self.home.stat().st_uid}); "
                "start Steward as that account, or choose another folder with --data."
            )
            raise Trouble(msg)

    def _initialise(self, binaries: Binaries) -> None:
        """Run initdb in a new folder and rename it: a half-made cluster is never found."""
        for left in self.home.glob("*.new"):
            shutil.rmtree(left)
        password = self.home / "password.new.txt"
        password.write_text(Secrets.of(self.data).admin)
        password.chmod(0o600)
        self.account.takes(password)
        with self._as_seen() as home:
            words = ["--pgdata", f"{home}/{binaries.major}.new", "--username", ADMIN]
            words += ["--pwfile", f"{home}/{password.name}", "--auth", "scram-sha-256", "--encoding", "UTF8"]
            words += ["--lc-collate", "C", "--lc-ctype", "C.UTF-8", "--lc-messages", "C", "--no-instructions"]
            self._call([str(binaries.folder / "initdb"), *words], home)
        password.unlink()
        (self.home / f"{binaries.major}.new").rename(self.home / str(binaries.major))

    def _run(self, binaries: Binaries, socket: str, settings: dict[str, str]) -> None:
        """Start the server and wait until it answers."""
        with self._as_seen() as home:
            words = [str(binaries.folder / "postgres"), "-D", f"{home}/{binaries.major}"]
            for name, value in (settings | {"unix_socket_directories": socket}).items():
                words += ["-c", f"{name}={value}"]
            deadline = time.monotonic() + PATIENCE
            while not self._comes_up(words, home, socket):
                if time.monotonic() > deadline:
                    raise Trouble(self._sentence("PostgreSQL did not start"))
                time.sleep(0.2)
                # A server killed this very moment may have been alive when it was looked for.
                self._forget_the_dead(binaries.major, Path(socket))

    def _comes_up(self, words: list[str], home: str, socket: str) -> bool:
        """Start one server process: True when it answers, False when it has to be tried again."""
        with self._log().open("ab") as log:
            start = log.tell()
            server: subprocess.Popen[bytes] = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self._popen(home)
            )
            STARTED.append(server)
        deadline = time.monotonic() + RECOVERY
        while server.poll() is None and time.monotonic() < deadline:
            with suppress(psycopg.OperationalError):
                psycopg.connect("", **admin_parameters(self.data, socket)).close()
                return True
            time.sleep(0.02)
        said = self._log().read_bytes()[start:]
        if b"already exists" in said or b"still in use" in said:
            return False
        raise Trouble(self._sentence("PostgreSQL did not start"))

    def _call(self, words: list[str], home: str) -> None:
        done = subprocess.run(words, capture_output=True, text=True, check=False, **self._popen(home))
        if done.returncode:
            msg = f"PostgreSQL could not make a new cluster in {self.home}: {done.stderr.strip()}"
            raise Trouble(msg)

    @contextmanager
    def _as_seen(self) -> Iterator[str]:
        """Give the path under which the account sees its home.

        Folders above may be closed to it (root's own, 0700) and are not ours to open: an inherited
        descriptor of the home itself leads past them.
        """
        if not self.account.is_another:
            yield str(self.home)
            return
        descriptor = os.open(self.home, os.O_PATH | os.O_DIRECTORY)
        try:
            yield f"/proc/self/fd/{descriptor}"
        finally:
            os.close(descriptor)

    def _popen(self, home: str) -> dict[str, Any]:
        inherited = [int(home.rsplit("/", 1)[1])] if self.account.is_another else []
        environ = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        session = {"start_new_session": True, "cwd": "/", "umask": 0o077}
        return self.account.popen() | session | {"pass_fds": inherited, "env": environ}

    def _socket_folder(self) -> str:
        """Return a short folder for the socket that the account may write to."""
        folder = self.data / "socket"
        if not self.account.is_another and len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
            folder.mkdir(mode=PRIVATE, exist_ok=True)
            return str(folder)
        if (kept := self._kept_socket_folder()) is not None:
            return kept
        short = Path(tempfile.mkdtemp(prefix="steward-"))
        self.account.takes(short)
        return str(short)

    def _kept_socket_folder(self) -> str | None:
        """Return the short folder of a server that was killed: programs that still run look for it there."""
        with suppress(FileNotFoundError):
            folder = Path(Connection.load(self.data).host)
            found = folder.lstat()
            is_ours = found.st_uid == self.account.uid and stat.S_IMODE(found.st_mode) == PRIVATE
            if is_ours and stat.S_ISDIR(found.st_mode) and folder.name.startswith("steward-"):
                return str(folder)
        return None

    def _forget_the_dead(self, major: int, socket: Path) -> None:
        """Remove the marks of a server that is gone: its number may be a zombie's or another program's now.

        Children that outlived it are found by PostgreSQL itself, by their shared memory.
        """
        for server in STARTED:
            server.poll()
        if self.pid() is None:
            (self.home / str(major) / "postmaster.pid").unlink(missing_ok=True)
            (socket / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _log(self) -> Path:
        return self.data / "postgresql.log"

    def _sentence(self, what: str) -> str:
        tail = self._log().read_text(errors="replace").splitlines()[-3:]
        return f"{what}; its last words, in {self._log()}:\n  " + "\n  ".join(tail)


def admin_parameters(data: Path, host: str) -> dict[str, Any]:
    """Return how the one superuser of the embedded cluster logs in; the program itself never works as it."""
    login = {"user": ADMIN, "password": Secrets.of(data).admin, "connect_timeout": 10}
    return {"host": host, "port": PORT, "dbname": ADMIN} | login


def _is_postgres(pid: int) -> bool:
    """Tell whether a process lives and is a PostgreSQL server, not a program that got its number later."""
    process = Path("/proc") / str(pid)
    if not Path("/proc/self").exists():
        with suppress(ProcessLookupError):
            os.kill(pid, 0)
            return True
        return False
    try:
        name, _, rest = (process / "stat").read_text(errors="replace").partition("(")[2].rpartition(")")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return name == "postgres" and rest.split()[0] != "Z"

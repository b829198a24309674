"""The product as a process of its own, on a port that it keeps across restarts.

A story starts its server up to six times. Each is forked from one process that has imported the
product already, since the second that an import takes was a fifth of all stories' time; that
``python -m server`` starts is held elsewhere (tests/server/test_start.py).
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from server.__main__ import main

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_START_S = 30
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["server.__main__"])


def serve(port: int, env: Mapping[str, str], log: Path) -> None:
    """What a fork does: serve, with its own environment, its words in a file."""
    os.environ.clear()
    os.environ.update(env)
    with log.open("ab") as words, Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        os.dup2(words.fileno(), sys.stderr.fileno())
    sys.argv = ["server", "--port", str(port)]
    main()


@dataclass
class Server:
    data: Path
    port: int
    process: ForkServerProcess | None = None
    env: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        log = self.data / "server.log"
        self.process = FORKS.Process(target=serve, args=(self.port, self.env, log), daemon=True)
        self.process.start()
        deadline = time.monotonic() + LONGEST_START_S
        while not self._answers():
            self.process.join(0.01)  # leaves the processor to who is starting
            if not self.process.is_alive() or time.monotonic() > deadline:
                pytest.fail(f"The server did not start: {log.read_text()}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as refused:
            refused.close()
            return True
        except OSError:
            return False

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.join()
            self.process = None

    def flask(self, *words: str) -> str:
        command = [sys.executable, "-m", "flask", "--app", "server", *words]
        ended = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

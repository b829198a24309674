"""A simulated phone over HTTP: the real client half against the real application.

It needs a wire: a Flask test client, or the address of a running server. The clock is handed in.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from http.cookiejar import CookieJar
from itertools import count
from random import Random
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener

from flask.testing import FlaskClient

from sync.ops import Value, bytes_to_text
from sync.outbox import Draft, OwnOp
from sync.phone import Phone
from sync.replica import Storage

EXCHANGE = "/api/v1/exchange"
ROUNDS = 60


class Wire(Protocol):
    """What carries a request: returns the status and the JSON of the answer."""

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]: ...


class ClientWire:
    """A Flask test client as a wire; bodies go gzipped, as a phone sends them."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        data, sent = packed(body, headers)
        answer = self.client.open(path, method=method, data=data, headers=sent)
        return answer.status_code, answer.get_json(silent=True)


class UrlWire:
    """A running server as a wire, with its cookies."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        data, sent = packed(body, headers)
        request = Request(self.base + path, data=data, headers=sent, method=method)
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except HTTPError as error:
            return error.code, json.loads(error.read() or b"null")


def packed(body: Any, headers: dict[str, str] | None) -> tuple[bytes | None, dict[str, str]]:
    sent = {"X-Six": "1", **(headers or {})}
    if body is None:
        return None, sent
    sent |= {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    return gzip.compress(json.dumps(body).encode(), 1), sent


class HttpPhone:
    """One phone of one person: records offline, exchanges when told to.

    `lose` of an exchange drops the request before it leaves or the answer after it was made.
    """

    def __init__(
        self,
        wire: Wire,
        clock: Callable[[], int],
        user: str,
        access: str,
        push_key: str | None = None,
        seed: int = 0,
    ) -> None:
        self.random = Random(f"{user} {seed}")
        self.wire, self.clock, self.access, self.push_key = wire, clock, access, push_key
        self.phone = Phone(user, self.random.randbytes(16), lambda: self.random.randbytes(16))
        self.nonces = count(1)
        self.skew = 0
        self.problems: list[str] = []

    @classmethod
    def enrol(
        cls, wire: Wire, clock: Callable[[], int], token: str, name: str, seed: int = 0
    ) -> HttpPhone:
        """Use an invitation's token (or six digits) up, as the phone's first screen does."""
        secret = {"code": token} if len(token) == 6 else {"token": token}
        device = {"label": name, "platform": "simulated"}
        status, said = wire.send(
            "POST", "/api/v1/enrol", {**secret, "name": name, "device": device}
        )
        assert status == 200, said
        return cls(wire, clock, said["user"]["id"], said["access"], said["push_key"], seed)

    @property
    def now(self) -> int:
        """The phone's own clock."""
        return self.clock() + self.skew

    def record(
        self,
        kind: str,
        place: str,
        fields: dict[str, Value],
        slot: str | None = None,
        **draft: Any,
    ) -> OwnOp:
        """Seal a record: it is on the phone when this returns, whatever the network does."""
        nonce = bytes_to_text(next(self.nonces).to_bytes(8, "big"))
        made = Draft(kind, draft.pop("version", 1), place, fields, slot=slot, **draft)
        return self.phone.seal(made, self.now, nonce)

    def screen(self, place: str, slot: str, outcome: str = "normal", **fields: Value) -> OwnOp:
        """Seal a door's screening."""
        return self.record(
            "screening", place, {"outcome": outcome, "method": "door", **fields}, slot
        )

    def exchange(self, lose: str = "") -> int:
        """One round trip; returns the status, 0 when the network took it."""
        sent = self.now
        request = self.phone.request(sent, Storage(True, 812_000_000), "test")
        if lose == "request":
            self.phone.failed("network")
            return 0
        status, said = self.wire.send("POST", EXCHANGE, request, self._proof())
        if lose == "answer":
            self.phone.failed("timeout")
            return 0
        if status == 200:
            self.phone.answer(said, sent, self.now)
        else:
            code = (said or {}).get("code", "server")
            self.problems.append(code)
            self.phone.failed(code)
        return status

    def compare(self) -> None:
        """Compare prefixes with the server until nothing is suspect."""
        for _ in range(ROUNDS):
            asked = self.phone.check()
            if asked is None:
                return
            status, said = self.wire.send("POST", f"{EXCHANGE}/check", asked, self._proof())
            assert status == 200, said
            self.phone.checked(said)
        raise AssertionError("the comparison does not end")

    def settle(self) -> int:
        """Exchange until all is received and pulled; returns in how many exchanges."""
        for taken in range(1, ROUNDS):
            self.exchange()
            self.compare()
            state = self.phone.state
            waiting = state.acked < state.n or state.more or state.undeclared or state.failures
            if not waiting and (state.verified or self.access == ""):
                return taken
        raise AssertionError(f"{self.phone.state.user} does not come to rest: {self.problems}")

    def sign_out(self) -> None:
        """Forget the sign-in; the push key stays, so that what is unsent still goes."""
        self.access = ""

    def refresh(self) -> None:
        """Get a new access token by the phone's cookie."""
        status, said = self.wire.send("POST", "/api/v1/auth/refresh?at=phone", {})
        assert status == 200, said
        self.access = said["access"]

    @property
    def unsent(self) -> int:
        """How many records the server has not received."""
        return self.phone.state.n - self.phone.state.acked

    def pulled(self, stream: str) -> list[str]:
        """The bodies it holds of feeds of a stream."""
        feeds = [feed.feed for feed in self.phone.state.feeds.values() if feed.stream == stream]
        return [row.body or "" for feed in feeds for row in self.phone.entries.get(feed, [])]

    def _proof(self) -> dict[str, str]:
        proof = f"Bearer {self.access}" if self.access else f"Push {self.push_key}"
        return {"Authorization": proof}

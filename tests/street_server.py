"""The real protocol over a store in memory, on HTTP, for the tests of the phone.

Prints its port on the first line. `Authorization: Bearer u5` is u5 signed in, `Push u5` is the
push key of u5's phone. POST /control does what a supervisor or an accident would do.
"""

import json
import sys
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sync.admission import feed_of
from sync.catalogue import catalogue
from sync.exchange import Refused, check, heads_tag, serve
from sync.kinds import load_kinds
from sync.log import FeedKey, Grant, Session
from sync.ops import OpParts
from sync.policy_file import load_policy
from sync.request import BadRequest, read_request
from tests.sync.street import COMMUNITY, Street, places

DOCUMENT = catalogue(load_kinds(), load_policy("wuhan-2020-03"))
STATUS = {"too_large": 413, "proto_unsupported": 422, "replica_of_another": 409}


class World:
    """One street, replaced by a fresh one for every test."""

    def __init__(self) -> None:
        self.fresh()

    def fresh(self) -> None:
        """Begin anew."""
        self.street = Street()
        self.street.rules = replace(self.street.rules, min_build=None, catalogue=DOCUMENT["etag"])
        self.street.grants["u5b"] = list(self.street.grants["u5"])
        self.backup = self.street.store.backup()
        self.signed_out: set[str] = set()

    def control(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Do one thing to the world and say how it stands."""
        street = self.street
        match asked["do"]:
            case "fresh":
                self.fresh()
            case "backup":
                self.backup = street.store.backup()
            case "restore":
                street.store.restore(self.backup)
            case "grant":
                street.grants[asked["user"]] = [
                    Grant(place, role, 0) for place, role in asked["grants"]
                ]
            case "sign_out":
                self.signed_out.add(asked["user"])
            case "revoke":
                street.revoked.add(asked["user"])
            case "author":
                self.author(asked["ops"])
            case "decide":
                self.decide(asked["user"], asked["op"], asked["decision"])
        ops = self.street.store.ops.values()
        return {
            "ops": {op.id: op.status for op in ops},
            "replicas": [
                {"user": one.user, "head": one.head_n, "reported": one.reported_n}
                for one in self.street.store.replicas.values()
            ],
            "losses": [[loss.n, loss.kept, loss.why] for loss in street.store.losses.values()],
        }

    def decide(self, user: str, op: str, decision: str) -> None:
        """Let the community say whether somebody's record counts; it goes to their inbox."""
        now, fields = self.street.now, {"decision": decision}
        parts = OpParts(
            "admission", 1, f"{len(self.street.store.ops):011d}", COMMUNITY, "u1", now, 480, now,
            fields=fields, subject=op,
        )  # fmt: skip
        self.street.author(parts, feeds=(FeedKey(user, "inbox"),))

    def author(self, ops: list[dict[str, Any]]) -> None:
        """Let the office state something."""
        street = self.street
        facts = places()
        for number, op in enumerate(ops):
            kind, place, now = street.rules.kinds[op["kind"]], op["place"], street.now
            feed = feed_of(kind, facts[place])
            assert feed is not None, f"{op['kind']} has no feed at {place}"
            parts = OpParts(
                op["kind"], 1, f"{number:011d}", place, "server", now, 480, now, fields=op["fields"]
            )
            street.author(parts, feeds=(feed,))


WORLD = World()


class Handler(BaseHTTPRequestHandler):
    """The few routes that a phone calls."""

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        """Answer reads."""
        self.handle_one("GET", None)

    def do_POST(self) -> None:
        """Answer writes."""
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.handle_one("POST", json.loads(raw) if raw else None)

    def handle_one(self, method: str, body: Any) -> None:
        WORLD.street.now = time.time_ns() // 1_000_000
        route = (method, self.path.removeprefix("/api/v1"))
        try:
            self.answer(200, self.route(route, body))
        except (BadRequest, Refused) as error:
            self.answer(STATUS.get(error.code, 400), {"code": error.code})
        except PermissionError as error:
            self.answer(401, {"code": str(error)})
        except KeyError:
            self.answer(404, {"code": "not_found"})

    def route(self, route: tuple[str, str], body: Any) -> Any:
        street = WORLD.street
        match route:
            case ("POST", "/control"):
                return WORLD.control(body)
            case ("POST", "/auth/refresh"):
                return {"access": self.refresh()}
            case ("GET", "/catalogue"):
                return DOCUMENT
            case ("GET", "/me"):
                return self.me(self.session())
            case ("POST", "/exchange"):
                return serve(street.store, read_request(body), self.session(), street.rules)
            case ("POST", "/exchange/check"):
                return check(street.store, body, self.session())
            case ("GET", "/exchange/heads"):
                return {"heads": heads_tag(street.store, self.session())}
        raise KeyError(route)

    def refresh(self) -> str:
        user = self.headers["x-test-user"]
        if user in WORLD.street.revoked:
            raise PermissionError("token_revoked")
        if user in WORLD.signed_out:
            raise PermissionError("refresh_invalid")
        return str(user)

    def session(self) -> Session:
        scheme, _, user = (self.headers["authorization"] or "").partition(" ")
        if scheme == "Push":
            grants, trusted = WORLD.street.grants[user], user not in WORLD.street.revoked
            return Session(user, None, grants, may_pull=False, trusted=trusted)
        if user in WORLD.street.revoked:
            raise PermissionError("token_revoked")
        if user in WORLD.signed_out or not user:
            raise PermissionError("token_expired")
        return WORLD.street.session(user)

    def me(self, session: Session) -> dict[str, Any]:
        grants = [
            {
                "place": {"id": grant.place, "name": grant.place, "type": "building"},
                "role": grant.role,
                "valid_from": grant.valid_from,
                "valid_to": grant.valid_to,
            }
            for grant in session.grants
        ]
        return {"user": {"id": session.user, "name": session.user}, "grants": grants}

    def answer(self, status: int, body: Any) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        kind = "json" if status < 400 else "problem+json"
        self.send_header("content-type", f"application/{kind}")
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def main() -> None:
    """Serve until the tests end and close our standard input."""
    server = HTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

"""Somebody at the server's API: what the office did before a story, or heard in it."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from typing import Any

from tests.browser.addresses import BUILDING, COMPOUND
from tests.browser.conftest import Server


@dataclass
class Desk:
    """Somebody at the server's API."""

    url: str
    token: str = ""

    def ask(self, method: str, path: str, said: object = None) -> Any:
        """What the API answers; fails on a problem."""
        body = None if said is None else json.dumps(said).encode()
        headers = {"Content-Type": "application/json", "X-Six": "1"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        asked = urllib.request.Request(self.url + path, body, headers, method=method)
        with urllib.request.urlopen(asked, timeout=20) as answer:
            heard = answer.read()
        return json.loads(heard) if heard else None

    def told(self, kind: str) -> list[dict[str, Any]]:
        """Every op of a kind below the compound that the feed of events tells of."""
        found: list[dict[str, Any]] = []
        after = ""
        while True:
            page = self.ask("GET", f"/api/v1/events?place={COMPOUND}&limit=1000{after}")
            ops = [event["op"] for event in page["events"] if event["op"]]
            found += [op for op in ops if op["kind"] == kind and op["by"] != "server"]
            if not page["more"]:
                return found
            after = f"&after={page['next']}"


def signed_in(server: Server, account: str, passphrase: str) -> Desk:
    """Signed in with an account of the demonstration."""
    desk = Desk(server.url)
    said = {"account": account, "passphrase": passphrase}
    desk.token = desk.ask("POST", "/api/v1/auth/sign-in", said)["access"]
    return desk


def secretary(server: Server) -> Desk:
    """Signed in as the secretary of the demonstration's community."""
    return signed_in(server, "xiao", "shuang liu xiao qu")


def invited_again(server: Server, person: str) -> str:
    """The address of an invitation for the lead of the demonstration who is known already."""
    wanted = {"name": "王桂兰", "role": "building_lead", "places": [BUILDING], "person": person}
    return (
        f"{server.url}/#i={secretary(server).ask('POST', '/api/v1/invitations', wanted)['token']}"
    )


def worker_invited(server: Server) -> str:
    """The address of an invitation for a grid worker of the whole compound."""
    said = {"name": "小郑", "role": "grid_worker", "places": [COMPOUND], "until": "2099-01-01"}
    invited = secretary(server).ask("POST", "/api/v1/invitations", said)
    return f"{server.url}/#i={invited['token']}"


def a_record(server: Server) -> str:
    """The id of a record of the demonstration."""
    told = secretary(server).ask("GET", f"/api/v1/events?place={COMPOUND}&limit=1000")
    ops = [event["op"] for event in told["events"] if event["op"]]
    return str(next(op["record"] for op in ops if op["kind"] == "screening"))

"""Desk accounts as a desk makes, changes and closes them."""

from typing import Any

from flask import Response, request

from server.api.blueprint import Blueprint
from server.auth import actor
from server.people import desk_accounts
from server.people.account_list import list_accounts
from server.people.confirming import check_fresh
from server.roles import Permission
from server.visible import find_at
from server.wire.accounts import (
    AccountMadeShape,
    AccountNameShape,
    AccountsQuery,
    AccountsShape,
    MakeAccountShape,
    RoleShape,
    UntilShape,
)

blp = Blueprint("accounts", __name__, url_prefix="/api/v1/accounts", description="Desk accounts")


@blp.route("")
@blp.arguments(AccountsQuery, location="query")
@blp.response(200, AccountsShape)
def index(said: dict[str, Any]) -> dict[str, Any]:
    """List the desk accounts at or below a place, and whose role reaches it from above."""
    place = find_at(actor(), Permission.INVITE, said)
    return list_accounts(actor(), place, said["search"], said["known_at"])


@blp.route("", methods=["POST"])
@blp.arguments(MakeAccountShape)
@blp.response(201, AccountMadeShape)
def create(said: dict[str, Any]) -> dict[str, object]:
    """Make an account with a role; its one-time code is in this answer and nowhere else."""
    check_fresh(actor())
    return desk_accounts.made_to_json(desk_accounts.make(actor(), said), request)


@blp.route("/<id>/grants", methods=["POST"])
@blp.arguments(RoleShape)
@blp.response(204)
def add_role(said: dict[str, Any], id: str) -> Response:
    """Give an account another role."""
    check_fresh(actor())
    desk_accounts.add_role(actor(), id, said)
    return Response(status=204)


@blp.route("/grants/<id>", methods=["PUT"])
@blp.arguments(UntilShape)
@blp.response(204)
def change_end(said: dict[str, Any], id: str) -> Response:
    """Let a role end on another day; within an hour also one that has just ended."""
    check_fresh(actor())
    desk_accounts.change_end(actor(), id, said["until"])
    return Response(status=204)


@blp.route("/<id>/account", methods=["POST"])
@blp.arguments(AccountNameShape)
@blp.response(201, AccountMadeShape)
def give_account(said: dict[str, Any], id: str) -> dict[str, object]:
    """Give an account to somebody who came in by an invitation; a code is made."""
    check_fresh(actor())
    made = desk_accounts.give_account(actor(), id, said["account"])
    return desk_accounts.made_to_json(made, request)


@blp.route("/<id>/code", methods=["POST"])
@blp.response(201, AccountMadeShape)
def reset(id: str) -> dict[str, object]:
    """Reset an account's sign-in: its passphrase is void, its desks end, a code is made."""
    check_fresh(actor())
    return desk_accounts.made_to_json(desk_accounts.reset(actor(), id), request)


@blp.route("/<id>/close", methods=["POST"])
@blp.response(204)
def close(id: str) -> Response:
    """Close an account at once; what was recorded stays."""
    desk_accounts.close(actor(), id)
    return Response(status=204)


@blp.route("/<id>/reopen", methods=["POST"])
@blp.response(204)
def reopen(id: str) -> Response:
    """Open a closed account again, with its passphrase and roles."""
    check_fresh(actor())
    desk_accounts.reopen(actor(), id)
    return Response(status=204)

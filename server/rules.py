"""The kinds and the policy that this server runs by, read once."""

from functools import cache

from flask import current_app

from server.json import dump
from sync.catalogue import catalogue
from sync.days import Session
from sync.kinds import Kind, load_kinds
from sync.policy import Policy
from sync.policy_file import load_policy


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind of record, by id."""
    return dict(load_kinds())


@cache
def _policy(policy_id: str) -> Policy:
    return load_policy(policy_id)


@cache
def _catalogue(policy_id: str) -> tuple[str, bytes]:
    told = catalogue(kinds(), _policy(policy_id))
    return str(told["etag"]), dump(told)


def policy() -> Policy:
    """Return the policy that the setting POLICY names."""
    return _policy(current_app.config["POLICY"])


def sessions() -> tuple[Session, ...]:
    """Return the sessions of a day, in their order."""
    return policy().windows


def catalogue_document() -> tuple[str, bytes]:
    """Return the tag and the JSON of what phones must know of kinds and policy."""
    return _catalogue(current_app.config["POLICY"])

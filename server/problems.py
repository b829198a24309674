"""What an error says: one class per problem, answered as RFC 9457 ``application/problem+json``.

A client decides by ``code``, never by the status alone: a 401 never speaks about a record, and
a transport error never discards one.
"""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from flask import Response

from server.json import Json, dump
from sync.words import Words

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """An answer that is not a success: status, machine code, title, and what to do next."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "The server failed; nothing you sent was lost by it, try again later"
    headers: ClassVar[Mapping[str, str]] = {}

    def __init__(self, detail: str | Words | None = None, **more: Json) -> None:
        """Words are for people to read: both languages are told, as ``why``."""
        if isinstance(detail, Words):
            more = {"why": dict(detail.to_json()), **more}
            detail = detail.en
        super().__init__(detail or self.title)
        self.detail = detail
        self.more = more

    def to_json(self) -> dict[str, Json]:
        """Return the members of the problem; ``detail`` only when there is one."""
        body: dict[str, Json] = {
            "type": f"/api/v1/problems#{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
        }
        if self.detail:
            body["detail"] = self.detail
        return body | self.more

    def to_response(self) -> Response:
        """Return the whole HTTP answer."""
        answer = Response(dump(self.to_json()), self.status, content_type=CONTENT_TYPE)
        answer.headers.update(self.headers)
        return answer


class BadRequest(Problem):
    """The request cannot be understood as HTTP."""

    status, code = 400, "bad_request"
    title = "This request cannot be read"


class BadJson(Problem):
    """The body is not the strict JSON of RFC 8259 within our bounds."""

    status, code = 400, "bad_json"
    title = "The body is not valid JSON; send UTF-8 JSON at most 16 levels deep"


class TokenMissing(Problem):
    """No access token came with the request."""

    status, code = 401, "token_missing"
    title = "Sign in first"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}


class TokenExpired(TokenMissing):
    """The access token was good once: refresh it."""

    code = "token_expired"
    title = "The access token ran out; refresh it"


class TokenInvalid(TokenMissing):
    """The token is not one of ours, whatever the reason."""

    code = "token_invalid"
    title = "This token is not valid; refresh it or sign in again"


class TokenRevoked(TokenMissing):
    """The phone, the person or the session behind the token was ended."""

    code = "token_revoked"
    title = "This sign-in was ended; scan a new invitation or sign in again"


class RefreshMissing(TokenMissing):
    """The refresh cookie did not come."""

    code = "refresh_missing"
    title = "There is no session to refresh; sign in again"


class RefreshInvalid(TokenMissing):
    """The refresh cookie is unknown or ran out."""

    code = "refresh_invalid"
    title = "This session is over; sign in again"


class RefreshReused(TokenMissing):
    """An old refresh token came back: somebody else may hold it, so the whole family ends."""

    code = "refresh_reused"
    title = "This session was used from two places and was ended; sign in again"


class WrongPassphrase(TokenMissing):
    """Account and passphrase do not belong together."""

    code = "wrong_passphrase"
    title = "Account or passphrase is wrong"


class AccountClosed(TokenMissing):
    """Whoever gives accounts here has closed this one."""

    code = "account_closed"
    title = "This account was closed; nothing that you recorded is lost"


class Forbidden(Problem):
    """None of the caller's roles may do this anywhere."""

    status, code = 403, "forbidden"
    title = "Your roles do not allow this"


class CrossSite(Forbidden):
    """The request did not come from our own pages."""

    code = "cross_site"
    title = "This must be sent by the app itself, with the header X-Six: 1"


class ConfirmFirst(Forbidden):
    """What gives others a way in asks for one's own passphrase again, after a while."""

    code = "confirm_first"
    title = "Give your own passphrase again first; nothing was changed"


class NotFound(Problem):
    """It does not exist, or not for this caller: the two are told alike."""

    status, code = 404, "not_found"
    title = "There is no such thing, or you may not see it"


class MethodNotAllowed(Problem):
    """The route exists, the verb does not."""

    status, code = 405, "method_not_allowed"
    title = "This address does not take this method"


class NotAcceptable(Problem):
    """The client accepts none of what we can send."""

    status, code = 406, "not_acceptable"
    title = "None of the accepted formats can be sent"


class Conflict(Problem):
    """The state of the thing does not allow it now."""

    status, code = 409, "conflict"
    title = "The present state does not allow this"


class AccountTaken(Conflict):
    """Somebody, perhaps elsewhere, bears this account name."""

    code = "account_taken"
    title = "This account name is taken; choose another"


class CursorOver(Conflict):
    """The cursor is of the log before a backup was restored: read again from the beginning."""

    code = "cursor_over"
    title = "The log was restored from a backup; read again without a cursor"


class StandingMoved(Conflict):
    """Somebody took a step at this place since the caller looked: look again first."""

    code = "standing_moved"
    title = "Somebody else took a step here meanwhile; nothing was changed, look again"


class StandingRefused(Conflict):
    """The step is not possible in the present state: ``why`` (zh, en) says it."""

    code = "standing_refused"
    title = "This step is not possible now; nothing was changed"


class StandingNotMet(Conflict):
    """The two conditions are not both met at this moment: ``why`` (zh, en) names what lacks."""

    code = "standing_not_met"
    title = "The two conditions are not both met; nothing was changed"


class InvitationOver(Problem):
    """The invitation was used, withdrawn or ran out: a new one is needed."""

    status, code = 410, "invitation_over"
    title = "This invitation is over; ask the community for a new one"


class OpeningOver(Problem):
    """The one-time code of an account was used, replaced or ran out."""

    status, code = 410, "opening_over"
    title = "This code is over; ask whoever gave you the account for a new one"


class TooLarge(Problem):
    """The body is larger than we read: halve it."""

    status, code = 413, "too_large"
    title = "The body is too large; send less at once"


class WrongContentType(Problem):
    """The body is not of the type that this route reads."""

    status, code = 415, "wrong_content_type"
    title = "Send the body with the content type this address reads"


class WrongEncoding(Problem):
    """The body is compressed in a way that we do not read, or its compression is broken."""

    status, code = 415, "encoding"
    title = "Send the body plain or as one whole gzip stream"


class Invalid(Problem):
    """The body is JSON, and its shape or a value is wrong: ``errors`` names each field."""

    status, code = 422, "invalid"
    title = "Something in the request is missing or wrong"


class DayAhead(Invalid):
    """The day asked about has not come yet, at the moment that is looked at."""

    code = "day_ahead"
    title = "This day has not come yet, so nothing can be said of it; ask for today or earlier"


class NotYourPassphrase(Invalid):
    """The passphrase that was to be confirmed or replaced is another."""

    code = "not_your_passphrase"
    title = "This is not your passphrase; nothing was changed"


class ProtoUnsupported(Problem):
    """The phone speaks a version of the exchange that this server does not."""

    status, code = 422, "proto_unsupported"
    title = "This version of the exchange is not spoken here; update the app"


class ReplicaOfAnother(Problem):
    """The replica belongs to somebody else: the phone takes a new one and sends again."""

    status, code = 409, "replica_of_another"
    title = "This installation's log belongs to another person; nothing was taken"


class UnreadableFile(Problem):
    """A file cannot be read as what it should be: ``why`` and ``reason`` (zh, en) say it."""

    status, code = 422, "unreadable_file"
    title = "This file cannot be read as it is; nothing was changed"


class RescueOtherFile(Problem):
    """The file is not one that a phone made of its records."""

    status, code = 422, "rescue_other_file"
    title = "This is not a file of a phone's records; nothing was taken"


class RescueDamaged(Problem):
    """The file of a phone is not whole any more: the phone still has everything."""

    status, code = 422, "rescue_damaged"
    title = "This file was cut or changed on the way; the phone still has all: export it again"


class RescueNewer(Problem):
    """The file was made by an app that is newer than this server."""

    status, code = 422, "rescue_newer"
    title = "This file comes from a newer app; update the server, then bring it again"


class RescueOfElsewhere(NotFound):
    """The phone's person has, and had, no duty at a place that the carrier looks after."""

    code = "rescue_of_elsewhere"
    title = "This phone's records belong to a place that is not yours; bring the file there"


class RosterFaulty(Problem):
    """A file has bad cells, so nothing of it was taken: ``errors`` names each one."""

    status, code = 422, "roster_faulty"
    title = "Some cells are wrong, so nothing was changed; correct them and try again"


class ImportUsed(Conflict):
    """An import cannot be taken back whole: ``count`` things rest on it, at ``names``."""

    code = "import_used"
    title = "Later records rest on this import; nothing was taken back"


class TooLongForPaper(Problem):
    """A table has more rows (``rows``) than one paper takes: ``most`` says how many."""

    status, code = 422, "too_long_for_paper"
    title = "Too many rows for one paper; choose fewer days, take it in parts, or take the workbook"


class SlowDown(Problem):
    """Too many requests or wrong guesses: wait ``retry_after`` seconds."""

    status, code = 429, "slow_down"
    title = "Too many tries; wait a little"

    def to_response(self) -> Response:
        """Return the answer with ``Retry-After``."""
        answer = super().to_response()
        answer.headers["Retry-After"] = str(self.more.get("retry_after", 60))
        return answer


class Busy(Problem):
    """The database cannot take it now (disk full, lock, restart): nothing was written."""

    status, code = 503, "busy"
    title = "The server cannot take this now; it will be taken later"
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "10"}


def every_problem() -> list[type[Problem]]:
    """Return all problem classes, sorted by status and code."""

    def below(parent: type[Problem]) -> Iterable[type[Problem]]:
        for child in parent.__subclasses__():
            yield child
            yield from below(child)

    return sorted({Problem, *below(Problem)}, key=lambda p: (p.status, p.code))


def flatten(messages: object, path: str = "") -> list[Json]:
    """Return marshmallow's nested messages as a flat list of ``{field, detail}``."""
    if isinstance(messages, dict):
        found: list[Json] = []
        for key, inner in messages.items():
            step = "" if key in ("_schema", "json", "query", "form", "files") else str(key)
            found += flatten(inner, ".".join(p for p in (path, step) if p))
        return found
    if isinstance(messages, list):
        return [one for inner in messages for one in flatten(inner, path)]
    return [{"field": path, "detail": str(messages)}]

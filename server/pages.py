"""The built client and its cache headers, the security headers of every answer, and a pulse."""

from pathlib import Path
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    redirect,
    request,
    send_from_directory,
)
from werkzeug.wrappers import Response as BaseResponse

from server import problems
from server.limits import LOOK, limiter
from server.standings.public import STYLE, page_of

blp = Blueprint("pages", __name__)

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        # The one policy by which the client names its service worker.
        "trusted-types six",
        "report-to csp",
    )
)
REPORTS = "/csp-report"
MOST_REPORTED = 20  # violations of one report that are looked at
HEADERS = {
    "Reporting-Endpoints": f'csp="{REPORTS}"',
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
# Over plain HTTP (a demonstration) these would lock the browser out of our own assets.
SECURE_HEADERS = {
    "Content-Security-Policy": f"{POLICY}; upgrade-insecure-requests",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
}
FOR_EVER = "public, max-age=31536000, immutable"
NOT_BUILT = """<!doctype html>
<html lang="zh"><meta charset="utf-8"><title>六个到位 · Six in Place</title>
<h1>六个到位</h1>
<p>服务已启动,网页还没有生成。请运行: <code>python3 scripts/run.py</code></p>
<p lang="en">The server runs, but its pages are not built yet.
Run: <code>python3 scripts/run.py</code></p>
</html>
"""


def _static() -> Path:
    return Path(current_app.config["STATIC"])


def _page(name: str) -> Response:
    if not (_static() / name).is_file():
        return Response(NOT_BUILT, 503, content_type="text/html; charset=utf-8")
    answer = send_from_directory(_static(), name)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blp.get("/")
def phone() -> Response:
    """The phone's page: always revalidated, so that a new build is found."""
    return _page("index.html")


@blp.get("/desk")
def to_desk() -> BaseResponse:
    """Lead to the desk's page."""
    return redirect("/desk/", 308)


@blp.get("/desk/", defaults={"place": ""})
@blp.get("/desk/<path:place>")
def desk(place: str) -> Response:
    """The desk's page; deep links below it are read by the page itself."""
    return _page("desk/index.html")


@blp.get("/certificates/<id>")
@limiter.limit(LOOK)
def certificate(id: str) -> Response:
    """The public page of a certificate: what it is worth today."""
    page, status = page_of(id)
    answer = Response(page, status, content_type="text/html; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blp.get("/certificates/page.css")
def certificate_style() -> Response:
    """How that page looks."""
    answer = Response(STYLE, content_type="text/css; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


def _is_there(name: str) -> bool:
    try:
        return (_static() / name).is_file()
    except OSError:  # longer than the name of any file
        return False


@blp.get("/<path:name>")
def built(name: str) -> Response:
    """A built file: hashed assets for ever, everything else revalidated."""
    if name.startswith("api/") or not _is_there(name):
        raise problems.NotFound
    answer = send_from_directory(_static(), name)
    answer.headers["Cache-Control"] = FOR_EVER if name.startswith("assets/") else "no-cache"
    return answer


@blp.post(REPORTS)
@limiter.limit(LOOK)
def csp_report() -> Response:
    """Take a browser's word that something of a page was refused; it goes to the log.

    Which rule and whose address, and nothing else: an address of ours may name a person.
    """
    said = request.get_json(force=True, silent=True)
    for report in said[:MOST_REPORTED] if isinstance(said, list) else ():
        body = report.get("body") if isinstance(report, dict) else None
        if isinstance(body, dict):
            rule, blocked = (str(body.get(name)) for name in ("effectiveDirective", "blockedURL"))
            host = urlsplit(blocked).netloc or blocked[:20]
            current_app.logger.warning("refused by the page's policy: %.40r of %.80r", rule, host)
    return Response(status=204)


@blp.get("/healthz")
def health() -> Response:
    """Say that the server answers; nothing else."""
    return Response("ok", content_type="text/plain")


def _add_headers(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.is_secure:
        answer.headers.update(SECURE_HEADERS)
    if request.path.startswith("/api/"):
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def init_pages(app: Flask) -> None:
    """Serve the client and put the security headers on every answer of ``app``."""
    app.register_blueprint(blp)
    app.after_request(_add_headers)

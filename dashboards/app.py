"""The application: pages in their frame, what keeps it safe, and serving it.

By default it listens on this machine alone. Requests that name another host are refused (a page
elsewhere could otherwise reach it under a name of its own), nothing is fetched from elsewhere, and
who may reach it over a network must know a token.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode, urlsplit

from dash import Dash
from flask import Response, redirect, request
from werkzeug.exceptions import HTTPException

from dashboards import detail_cards, layout, request_json
from dashboards.network import is_local
from dashboards.pages import (
    compare,
    council,
    hindcast,
    relations,
    share,
    territory,
    whatif,
    why,
)
from dashboards.service import Service

log = logging.getLogger(__name__)

PAGES: Sequence[ModuleType] = (compare, whatif, council, territory, relations, why, hindcast, share)
PLOTLY = '<script src="/_dash-component-suites/plotly/package_data/plotly.min.js"></script>'
LARGEST_REQUEST = 4_000_000  # bytes; an uploaded scenario is a hundredth of this
COOKIE = "sim-token"
THREADS = 16  # most of them wait for a process, so that they may outnumber the processors
ASK = "/_dash-update-component"  # where callbacks are asked


def make(service: Service, token: str = "") -> Dash:
    """The application, ready to be served.

    token : asked of everyone; without one only this machine's own names are served
    """
    app = Dash(
        "dashboards",
        title="sim",
        update_title="",
        suppress_callback_exceptions=True,  # pages come and go
        serve_locally=True,
        assets_folder=str(Path(__file__).with_name("assets")),
        on_error=layout.failed,
    )
    # Else each of a page's pictures fetches the library for itself, all at the same time.
    app.index_string = app.index_string.replace("{%scripts%}", f"{PLOTLY}{{%scripts%}}")
    app.layout = lambda: layout.layout(service, PAGES)
    layout.register(app, service, PAGES)
    detail_cards.register(app, service)
    for page in PAGES:
        page.register(app, service)
    _guard(app, token)
    return app


def serve(app: Dash, host: str, port: int) -> None:
    """Serve until interrupted. Raises OSError where the port cannot be had."""
    import waitress

    waitress.serve(
        app.server,
        host=host,
        port=port,
        threads=THREADS,
        ident="",
        max_request_body_size=LARGEST_REQUEST,  # refused before it is taken in
    )


def _guard(app: Dash, token: str) -> None:
    """Refuse who should not be here, and tell browsers what the pages may do."""
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    policy = "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {' '.join(app.csp_hashes())}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "object-src 'none'",
        )
    )

    @server.before_request
    def admit() -> Response | None:
        return _refusal(token) or (_entry(token) if token else None)

    @server.before_request
    def understand() -> Response | None:
        if request.path != ASK or request.method != "POST":
            return None
        output = request_json.request_object().get("output")
        known = isinstance(output, str) and output in app.callback_map
        return None if known else _refuse("No page asks this.", 400)

    @server.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        if isinstance(error, HTTPException):
            return _refuse(f"{error.name}.", error.code or 500)
        log.error("a request failed", exc_info=error)
        return _refuse("Something went wrong here; the server's log says what.", 500)

    @server.after_request
    def harden(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


def _refusal(token: str) -> Response | None:
    """The answer to a request that comes under another name or from another page."""
    host = _host(request.host)
    if not token and not is_local(host):
        return _refuse(f"This server answers on this machine only, not as {host!r}.", 403)
    origin = request.headers.get("Origin")
    if origin and origin.partition("//")[2] != request.host:
        return _refuse("Another page may not ask here.", 403)
    return None


def _entry(token: str) -> Response | None:
    """Nothing to who holds the token; a cookie to who brings it in an address; else a refusal."""
    given = request.args.get("token")
    if given is not None and _same(given, token):
        rest = [(key, value) for key, value in request.args.items(multi=True) if key != "token"]
        path = "/" + request.path.lstrip("/")  # two strokes would lead to another host
        answer = redirect(path + (f"?{urlencode(rest)}" if rest else ""))
        answer.set_cookie(COOKIE, token, httponly=True, samesite="Strict")
        return answer  # type: ignore[return-value]
    if _same(request.cookies.get(COOKIE, ""), token):
        return None
    return _refuse("An access token is needed: open the address that the server printed.", 401)


def _host(place: str) -> str:
    """The host of a host and port; empty where it is none."""
    try:
        return urlsplit(f"//{place}").hostname or ""
    except ValueError:
        return ""


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode())


def _refuse(said: str, status: int) -> Response:
    return Response(said + "\n", status, mimetype="text/plain")

"""What every answer carries and what no request may do: the lines that keep a browser
from being turned against the person in front of it.
"""

from collections.abc import Collection
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sourceline.web.people import READS

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "worker-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
LONGEST_BODY = 2 * 1024 * 1024
_CODES = {403: "forbidden", 411: "bad_request", 413: "bad_request"}
_OWN_SITES = frozenset({"same-origin", "none"})


class Guard:
    """Refuses requests for another host (DNS rebinding) and unsafe ones from another
    site, and puts the headers on every answer.

    Args:
        app: what answers.
        hosts: names under which this server may be asked, without port.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = LOOPBACK) -> None:
        self.app, self.hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "private, no-cache"
            await send(message)

        fault = self._fault(scope)
        if fault is None:
            await self.app(scope, receive, guarded)
            return
        status, found, expected = fault
        error = {
            "code": _CODES[status],
            "found": found,
            "expected": expected,
            "advice": "",
        }
        answer = (
            JSONResponse({"error": error}, status)
            if scope["path"].startswith("/api/")
            else PlainTextResponse(f"{found}; expected {expected}", status)
        )
        await answer(scope, receive, guarded)

    def _fault(self, scope: Scope) -> tuple[int, str, str] | None:
        """Status, what was found and expected, where a request is refused."""
        headers = Headers(scope=scope)
        if not self._is_ours(scope, headers.getlist("host")):
            expected = "the address that Sourceline printed"
            return 403, "a request for another host", expected
        if scope["method"] not in READS and _is_foreign(headers):
            return 403, "a request from another site", "one from these pages"
        return _too_much(headers)

    def _is_ours(self, scope: Scope, said: list[str]) -> bool:
        """Whether a request names this server: by one of its names, or by the very
        address that it came to, which no page can make another name lead to.
        """
        if len(said) != 1:
            return False
        name = host(said[0])
        at = (scope.get("server") or ("", 0))[0]
        return name in self.hosts or (_is_address(at) and name == literal(at))


def _too_much(headers: Headers) -> tuple[int, str, str] | None:
    """Why a body is not read: longer than any of ours, or of no told length."""
    if "transfer-encoding" in headers:
        return 411, "a body of unknown length", "one with Content-Length"
    said = headers.get("content-length", "0")
    if not (said.isascii() and said.isdigit()) or int(said[:18]) > LONGEST_BODY:
        return 413, f"a body of {said[:18]} bytes", f"{LONGEST_BODY} at most"
    return None


def _is_foreign(headers: Headers) -> bool:
    """Whether a request comes from another site's page. Browsers say so; programs say
    nothing. The origin is asked of older browsers alone: as these pages tell no
    referrer, their own forms come from origin "null".
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in _OWN_SITES
    origin = headers.get("origin")
    return origin is not None and not _same(origin, headers["host"])


def host(said: str) -> str:
    """The host of a Host header, without its port, in lower case."""
    name, colon, port = said.rpartition(":")
    with_port = bool(colon) and port.isascii() and port.isdigit()
    return (name if with_port else said).lower()


def literal(address: str) -> str:
    """An address as it stands in a URL."""
    return f"[{address}]" if ":" in address else address


def _is_address(said: object) -> bool:
    try:
        ip_address(str(said))
    except ValueError:
        return False
    return True


def _same(origin: str, own: str) -> bool:
    scheme, _, rest = origin.partition("://")
    return scheme in {"http", "https"} and rest.lower() == own.lower()

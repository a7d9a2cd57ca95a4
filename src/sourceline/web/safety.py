"""What every answer carries and what no request may do: the lines that keep a browser
from being turned against the person in front of it.
"""

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
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
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "private, no-cache"
            await send(message)

        headers = Headers(scope=scope)
        fault = self._fault(scope["method"], headers)
        if fault is None:
            await self.app(scope, receive, guarded)
            return
        found, expected = fault
        answer = (
            JSONResponse(
                {
                    "error": {
                        "code": "forbidden",
                        "found": found,
                        "expected": expected,
                        "advice": "",
                    }
                },
                403,
            )
            if scope["path"].startswith("/api/")
            else PlainTextResponse(f"{found}; expected {expected}", 403)
        )
        await answer(scope, receive, guarded)

    def _fault(self, method: str, headers: Headers) -> tuple[str, str] | None:
        """What was found and expected, where a request is refused."""
        if len(headers.getlist("host")) != 1 or host(headers["host"]) not in self.hosts:
            return "a request for another host", "the address that Sourceline printed"
        if method in _SAFE_METHODS:
            return None
        site = headers.get("sec-fetch-site")
        if site is not None:
            foreign = site not in _OWN_SITES
        else:
            origin = headers.get("origin")
            foreign = origin is not None and not _same(origin, headers["host"])
        if foreign:
            return "a request from another site", "one from these pages"
        return None


def host(said: str) -> str:
    """The host of a Host header, without its port, in lower case."""
    name, colon, port = said.rpartition(":")
    with_port = bool(colon) and port.isascii() and port.isdigit()
    return (name if with_port else said).lower()


def _same(origin: str, own: str) -> bool:
    scheme, _, rest = origin.partition("://")
    return scheme in {"http", "https"} and rest.lower() == own.lower()

"""Headers of every response, and the refusal of requests that another site makes.

Cross-site request forgery is stopped by what browsers say themselves (Fetch Metadata, W3C;
Origin, RFC 6454), by the algorithm of Go 1.25's `net/http.CrossOriginProtection`: see
docs/adr/0005. No token stands in a page, so public pages can be cached and compared by ETag.
"""

from urllib.parse import unquote, urlsplit

from flask import Flask, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from portal.core.errors import Forbidden
from portal.web.requests import has_secret

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_TRICKS = ("/", "\\", "\t", "\r", "\n")
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def init_security(app: Flask, *, trusted_proxies: int, https: bool) -> None:
    """Install the headers, the cross-site check and the number of proxies to believe."""
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=trusted_proxies
        )
    headers = dict(HEADERS)
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"

    @app.before_request
    def refuse_nul() -> None:
        if "\0" in request.path:  # no address of ours, and nothing PostgreSQL could look up
            abort(404)

    @app.before_request
    def refuse_cross_site() -> None:
        if is_cross_site(
            request.method,
            fetch_site=request.headers.get("Sec-Fetch-Site", ""),
            origin=request.headers.get("Origin", ""),
            host=request.host,
            secret_address=has_secret(request.path),
        ):
            raise Forbidden(
                "This form was sent from another website. Open the page here and try again."
            )

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.path.startswith("/agent/"):  # customers' names, and nobody is asked again
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def is_cross_site(
    method: str, *, fetch_site: str, origin: str, host: str, secret_address: bool = False
) -> bool:
    """Does an unsafe request come from another site? Pure; `host` includes the port.

    A page with `Referrer-Policy: no-referrer` posts with `Origin: null` (Fetch, 4.6), and browsers
    that send no `Sec-Fetch-Site` do so too. Such pages of ours have a `secret_address`, which no
    other site can know, and nobody can forge a form to an address they do not know.
    """
    if method in {"GET", "HEAD", "OPTIONS"}:
        return False
    if fetch_site:
        return fetch_site not in {"same-origin", "none"}
    if not origin:  # no browser of the last years: nothing it could ride on
        return False
    if origin == "null":
        return not secret_address
    return urlsplit(origin).netloc != host


def safe_next(target: str) -> str | None:
    """`target` if it is a path on this site, else None (open redirects, S5).

    Browsers drop tabs and line breaks and read a backslash as a slash, so any of them is refused.
    """
    if not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or not target.isprintable() or unquote(target[1:]).startswith(_TRICKS):
        return None
    return target

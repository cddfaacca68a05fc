"""Static files under addresses that change with their content, cached for ever.

`lotse.css` consists of @import lines; it is joined to one file here, so that a page costs one
request for all its style and no build step is needed.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request

from portal.core.organisation import Organisation

_STATIC = Path(__file__).parents[1] / "static"
_IMPORT = re.compile(r'@import\s+(?:url\()?"([^"]+)"\)?\s*(?:layer\(([\w.-]+)\))?\s*;')
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
}

blueprint = Blueprint("web", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file, ready to be sent."""

    content: bytes
    media_type: str


class Assets:
    """All static files of the product, read once. JavaScript keeps its relative imports: the
    version is a folder of the address, one for all files, so that modules find each other."""

    def __init__(self, folder: Path = _STATIC) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): Asset(_content(path), _TYPES[path.suffix])
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix in _TYPES
        }
        digest = hashlib.sha256()
        for name, asset in self._files.items():
            digest.update(name.encode())
            digest.update(asset.content)
        self.version = digest.hexdigest()[:12]

    def url(self, name: str) -> str:
        """The address of a static file; a name that does not exist is a mistake in a template."""
        if name not in self._files:
            raise LookupError(f"no static file {name!r}")
        return f"/static/{self.version}/{name}"

    def find(self, name: str) -> Asset | None:
        """The file, or None."""
        return self._files.get(name)


def init_assets(app: Flask) -> None:
    """Give templates `asset('css/lotse.css')`; the files are read once in a process."""
    assets = _shipped()
    app.extensions["lotse.assets"] = assets
    app.jinja_env.globals["asset"] = assets.url


@blueprint.get("/static/<version>/<path:name>")
def static_file(version: str, name: str) -> Response:
    """A static file. An old version's address gets today's file, but is not cached."""
    assets: Assets = current_app.extensions["lotse.assets"]
    asset = assets.find(name)
    if asset is None:
        abort(404)
    response = Response(asset.content, content_type=asset.media_type)
    current = version == assets.version
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if current else "no-cache"
    )
    response.set_etag(assets.version)
    response.make_conditional(request)
    return response


@blueprint.get("/logo")
def logo() -> Response:
    """The organisation's own logo, if it has one."""
    organisation: Organisation = current_app.extensions["lotse.organisation"]
    if organisation.logo is None or organisation.logo.suffix not in _TYPES:
        abort(404)
    response = Response(
        organisation.logo.read_bytes(), content_type=_TYPES[organisation.logo.suffix]
    )
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    return response


@cache
def _shipped() -> Assets:
    return Assets()


def _content(path: Path) -> bytes:
    if path.suffix != ".css":
        return path.read_bytes()
    return _joined(path, path.read_text(encoding="utf-8")).encode()


def _joined(path: Path, css: str) -> str:
    def include(match: re.Match[str]) -> str:
        part = path.parent / match[1]
        inner = _joined(part, part.read_text(encoding="utf-8"))
        return f"@layer {match[2]} {{\n{inner}\n}}" if match[2] else inner

    return _IMPORT.sub(include, css)

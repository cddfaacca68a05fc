"""What the portals of one run share, since each would make the very same: more than two thirds of
the time of a page's test went there.

Nothing here changes what a portal does: each value is a pure function of what it is kept under.
"""

from types import CodeType
from typing import Any

from flask import Flask
from flask_babel import Domain
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


def share_between_apps(folder: str) -> None:
    """Compile templates once for all processes (in `folder`), and in each process the builders of
    addresses and the catalogues of texts once for all portals."""
    compiled = CompiledTemplates(folder)
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": compiled}
    _share_address_builders()
    _share_catalogues()


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates in a folder, and those that this process has met also in memory."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.met: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket; its checksum is that of the template's source."""
        place = (bucket.key, bucket.checksum)
        bucket.code = self.met.get(place)
        if bucket.code is None:
            super().load_bytecode(bucket)
            if bucket.code is not None:
                self.met[place] = bucket.code


def _share_address_builders() -> None:
    """Werkzeug compiles two functions for each route; they take the route as an argument."""
    compile_builder = Rule._compile_builder
    known: dict[object, Any] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Any:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.subdomain, rule.host, rule.rule, defaults, append_unknown)
        if key not in known:
            known[key] = compile_builder(rule, append_unknown)
        return known[key]

    Rule._compile_builder = builder  # type: ignore[method-assign, assignment]


def _share_catalogues() -> None:
    """Kept by language and by the first of the domains, which all portals have in common."""
    catalogues: dict[object, Any] = {}
    Domain.get_translations_cache = lambda _domain, _context: catalogues

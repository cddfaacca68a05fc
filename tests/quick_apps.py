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
    """Compile templates once for all processes (in `folder`), and in each process routes and
    the catalogues of texts once for all portals."""
    compiled = CompiledTemplates(folder)
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": compiled}
    _share_compiled_routes()
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


def _share_compiled_routes() -> None:
    """Werkzeug compiles a pattern and two functions for each route; they get it as an argument."""
    compile_route = Rule.compile
    known: dict[object, Any] = {}

    def compile_once(rule: Rule) -> None:
        assert rule.map is not None
        defaults = tuple(sorted((rule.defaults or {}).items()))
        converters = tuple(rule.map.converters.values())
        key = (rule.subdomain, rule.host, rule.rule, rule.merge_slashes, defaults, converters)
        if key not in known:
            compile_route(rule)
            known[key] = (
                {name: vars(rule)[name] for name in ("_parts", "_trace", "_converters")},
                frozenset(rule.arguments),
                (rule._build.__func__, rule._build_unknown.__func__),  # type: ignore[attr-defined]
            )
        compiled, arguments, (build, build_unknown) = known[key]
        vars(rule).update(compiled)
        rule.arguments |= arguments
        rule._build = build.__get__(rule)
        rule._build_unknown = build_unknown.__get__(rule)

    Rule.compile = compile_once  # type: ignore[method-assign]


def _share_catalogues() -> None:
    """Kept by language and by the first of the domains, which all portals have in common."""
    catalogues: dict[object, Any] = {}
    Domain.get_translations_cache = lambda _domain, _context: catalogues

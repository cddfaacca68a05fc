"""Rules of the house that no ready-made linter knows. Each failure says what to do instead."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("articles", "search", "portal", "bootstrap")
MOST_LINES = 320
PURE = re.compile(r"(?:^|_)(?:operations|queries|rules)\.py$")
ENDS_TRANSACTIONS = re.compile(r"(?:^|_)(?:views|cli)\.py$")


def sources(*packages: str) -> Iterator[tuple[Path, ast.Module]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def template_lines() -> Iterator[tuple[str, str, str]]:
    """Where, the line, and the line before it."""
    for path in sorted((ROOT / "portal/templates").rglob("*")):
        if not path.is_file():
            continue
        before = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            yield f"{path.relative_to(ROOT)}:{number}", line, before
            before = line


def transactions_end_in_views_and_commands() -> Iterator[str]:
    """Operations flush; the view, command or worker that called them decides. Use
    `portal.core.db.transaction`, so that several operations succeed or fail together."""
    allowed = {"portal/core/db.py", "portal/core/worker.py"}
    for path, tree in sources("portal"):
        if (
            str(path) in allowed
            or "migrations" in path.parts
            or ENDS_TRANSACTIONS.search(path.name)
        ):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "commit":
                yield f"{path}:{node.lineno}"


def only_the_clock_knows_the_time() -> Iterator[str]:
    """Take `now` as an argument, or in a view `portal.core.clock.now()`: tests move that clock."""
    for path, tree in sources("portal", "articles"):
        if path == Path("portal/core/clock.py"):
            continue
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and called(node) in {"now", "utcnow", "today"}
                and ast.unparse(node.func).split(".")[-2:-1] in (["datetime"], ["date"])
            ):
                yield f"{path}:{node.lineno}"


def operations_know_no_request() -> Iterator[str]:
    """Operations, queries and rules take what they need (`session, …, actor, now`), so that
    commands, jobs and tests can call them; read the request in the view."""
    for path, tree in sources("portal"):
        if not PURE.search(path.name):
            continue
        for node in ast.walk(tree):
            names = {name for name, _ in imported(node)}
            if any(name.split(".")[0] in {"flask", "flask_login"} for name in names):
                yield f"{path}:{node.lineno}"


def only_the_sanitizer_declares_html_safe() -> Iterator[str]:
    """HTML that was not through `articles.sanitizing` is escaped; build it in a template."""
    for path, tree in sources("portal", "articles", "search"):
        if path == Path("articles/sanitizing.py"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "Markup":
                yield f"{path}:{node.lineno}"


def safe_is_explained() -> Iterator[str]:
    """Say beside `|safe`, or on the line above, why it is: `{# safe: sanitised when stored #}`."""
    for place, line, before in template_lines():
        if re.search(r"\|\s*safe\b", line) and "{# safe:" not in before + line:
            yield place


def templates_hold_no_code_or_style() -> Iterator[str]:
    """The content security policy blocks style=, <style>, on…= and inline scripts: use a class,
    or an ES module in portal/static/js. Data for scripts is `type="application/json"`. Mails alone
    carry their styles with them: no mail program knows ours."""
    inline = re.compile(
        r"""\s(?:style|on[a-z]+)\s*=\s*["'{]|<style\b|<script(?![^>]*(?:\ssrc=|\stype="application/))"""
    )
    for place, line, _ in template_lines():
        if inline.search(line) and not place.startswith("portal/templates/mail/"):
            yield place


def files_do_one_thing() -> Iterator[str]:
    """Split a file that has grown by noun (`inbox_views.py`), never into `utils.py`."""
    for package in (*PACKAGES, "tests"):
        for path in sorted((ROOT / package).rglob("*")):
            # A migration is one step, however many tables it makes.
            if path.suffix in {".py", ".html", ".css", ".js"} and path.parent.name != "versions":
                length = path.read_text(encoding="utf-8").count("\n")
                if length > MOST_LINES:
                    yield f"{path.relative_to(ROOT)}: {length} lines"


def called(node: ast.Call) -> str:
    """The last part of what is called: `commit` of `session.commit()`."""
    return ast.unparse(node.func).rpartition(".")[2]


def imported(node: ast.AST) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Import):
        yield from ((alias.name, node.lineno) for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module, node.lineno


@pytest.mark.parametrize(
    "rule",
    [
        transactions_end_in_views_and_commands,
        only_the_clock_knows_the_time,
        operations_know_no_request,
        only_the_sanitizer_declares_html_safe,
        safe_is_explained,
        templates_hold_no_code_or_style,
        files_do_one_thing,
    ],
    ids=lambda rule: rule.__name__,
)
def test_rule(rule):
    places = list(rule())
    advice = " ".join(rule.__doc__.split())
    assert not places, f"{advice}\n  " + "\n  ".join(places)

"""The `portal` command. Each group imports what it needs when it runs, so help stays quick."""

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from portal.core.logs import configure_logs
from portal.core.settings import Settings, SettingsError


@click.group()
@click.version_option(package_name="lotse")
def cli() -> None:
    """Lotse: knowledge base and guided self-help portal."""


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=None, type=int, help="Port; PORT or 8000 if not given.")
@click.option(
    "--content",
    default=None,
    help="Folder of Markdown articles to import as well; CONTENT if not given.",
)
@click.option("--without-worker", is_flag=True, help="Web only; `portal worker` runs elsewhere.")
def serve(host: str, port: int | None, content: str | None, without_worker: bool) -> None:
    """Run everything one machine needs: web, worker and embedder, in the foreground."""
    from portal.serving import serve_machine

    settings = read_settings()
    port = port or int(os.environ.get("PORT") or 8000)
    folder = content or os.environ.get("CONTENT") or None
    sys.exit(serve_machine(settings, host, port, content=folder, with_worker=not without_worker))


@cli.command()
def worker() -> None:
    """Run jobs: index, mail, renderings."""
    from portal.serving import run_worker

    run_worker(read_settings())


@cli.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from portal.core.db import migrate as migrate_database

    migrate_database(read_settings().database_url)


@cli.group()
def articles() -> None:
    """Import and export articles."""


@articles.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@click.option(
    "--language", type=click.Choice(["de", "en"]), help="Language of files that do not say."
)
def import_articles(folder: str, language: str | None) -> None:
    """Take a folder of Markdown files, of any origin, and publish them."""
    from portal.knowledge.cli import import_command

    sys.exit(import_command(read_settings(), folder, language))


@articles.command("export")
@click.argument("folder", type=click.Path(file_okay=False))
def export_articles(folder: str) -> None:
    """Write every published article, with its pictures, as Markdown files."""
    from portal.knowledge.cli import export_command

    sys.exit(export_command(read_settings(), folder))


@cli.group()
def people() -> None:
    """The people who may sign in."""


@people.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option(
    "--role",
    type=click.Choice(["agent", "editor", "reviewer", "lead", "admin"]),
    default="agent",
    show_default=True,
)
@click.option("--language", type=click.Choice(["de", "en"]), default="de", show_default=True)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def add_person(email: str, name: str, role: str, language: str, password: str) -> None:
    """Let somebody sign in."""
    from portal.accounts.cli import add_person_command

    sys.exit(add_person_command(read_settings(), email, name, role, language, password))


@cli.group()
def index() -> None:
    """The search index."""


@index.command("rebuild")
def rebuild_index() -> None:
    """Build the index anew beside the running one, in the worker."""
    from portal.knowledge.cli import rebuild_command

    sys.exit(rebuild_command(read_settings()))


@index.command("learn")
def learn_prior() -> None:
    """Learn anew which articles help, from what visitors did; the worker does it each day."""
    from portal.knowledge.cli import learn_command

    sys.exit(learn_command(read_settings()))


@cli.group()
def cases() -> None:
    """Cases and the search of them."""


@cases.command("index")
def index_cases() -> None:
    """Build the index of all cases anew beside the one that is searched, now."""
    from portal.escalations.finding.cli import index_command

    sys.exit(index_command(read_settings()))


@cli.group()
def flows() -> None:
    """Guided flows: check, test and draw files, bring them in and out."""


@flows.command("lint")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--remedies", metavar="FILE", help="Catalogue of remedies; the shipped one if not.")
@click.option("--articles", metavar="FOLDER", help="Articles to link to; the shipped ones if not.")
@click.option("--against", metavar="OLD", help="File or folder of the versions now running.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Day to compare dates with.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text")
def lint_flows(
    paths: tuple[str, ...],
    remedies: str | None,
    articles: str | None,
    against: str | None,
    today: datetime | None,
    output: str,
) -> None:
    """Say what is wrong with flow files, by 32 rules (docs/flows.md)."""
    from portal.troubleshooter.cli import lint_command

    status = lint_command(
        paths,
        remedies=remedies,
        articles=articles,
        against=against,
        today=today.date() if today else None,
        output=output,
    )
    sys.exit(status)


@flows.command("test")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
def test_flows(paths: tuple[str, ...]) -> None:
    """Walk the tests that stand in flow files."""
    from portal.troubleshooter.cli import walk_command

    sys.exit(walk_command(paths))


@flows.command("new")
@click.argument("key", metavar="ID")
@click.option("--title-de", default="Neuer Lösungsweg", help="What customers see, in German.")
@click.option("--title-en", default="New flow", help="The same in English.")
@click.option("--owner", default="", help="Who looks after the flow.")
@click.option("--team", default="", help="Key of the team that takes over; the first one if not.")
def new_flow(key: str, title_de: str, title_en: str, owner: str, team: str) -> None:
    """Print a small flow that keeps every rule, to begin with."""
    from portal.flow_editor.cli import new_command

    file = os.environ.get("PORTAL_ORGANISATION_FILE")
    status = new_command(
        key,
        title_de=title_de,
        title_en=title_en,
        owner=owner or "support",
        queue=team,
        organisation=Path(file) if file else None,
    )
    sys.exit(status)


@flows.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
def import_flows(paths: tuple[str, ...]) -> None:
    """Make flow files the current versions of their flows."""
    from portal.flow_editor.cli import import_command

    sys.exit(import_command(read_settings(), list(paths)))


@flows.command("export")
@click.argument("folder")
def export_flows(folder: str) -> None:
    """Write all flows into FOLDER, byte for byte as they were published."""
    from portal.flow_editor.cli import export_command

    sys.exit(export_command(read_settings(), folder))


@flows.command("graph")
@click.argument("flow", metavar="FLOW|FILE")
@click.option("--format", "output", type=click.Choice(["svg", "text"]), default="svg")
@click.option("--language", type=click.Choice(["de", "en"]), default="de", show_default=True)
def graph_flow(flow: str, output: str, language: str) -> None:
    """Draw a flow, one that ships or a file, on the standard output."""
    from portal.troubleshooter.cli import graph_command

    sys.exit(graph_command(flow, output=output, language=language))


@cli.group()
def attempts() -> None:
    """What customers say they have tried. Needs no database."""


@attempts.command("recognise")
@click.option(
    "--remedies",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Catalogue of remedies: a list of {id, title, aliases}.",
)
def recognise_attempts(remedies: Path) -> None:
    """Say for each line of the standard input which remedies it tells of as tried.

    A line is {"id", "lang", "text"}, its answer {"id", "attempts": [{"remedy", "outcome",
    "quote"}]}.
    """
    from portal.remedies.cli import recognise_command

    sys.exit(recognise_command(remedies, sys.stdin.buffer))


@cli.group()
def replies() -> None:
    """What agents write to customers. Needs no database."""


@replies.command("check")
@click.option(
    "--remedies",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Catalogue of remedies: a list of {id, title, aliases}.",
)
def check_replies(remedies: Path) -> None:
    """Say for each line of the standard input what its reply proposes though it was tried.

    A line is {"id", "lang", "reply", "attempts": [{"remedy" and/or "text"}]}, its answer {"id",
    "repeats": [{"attempt", "quote"}]} with the attempt as it came.
    """
    from portal.remedies.replies_cli import check_command

    sys.exit(check_command(remedies, sys.stdin.buffer))


def read_settings() -> Settings:
    """The settings of the environment; ends with a sentence if one cannot be used."""
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    configure_logs(settings.log_format)
    return settings


def main() -> None:
    """Entry point of the `portal` script."""
    cli(prog_name="portal")


if __name__ == "__main__":
    main()

"""`make bench`: what our pages cost beside a bare Flask page.

    python -m tests.benchmarks [--articles 10000] [--rounds 15]
    python -m tests.benchmarks --service [--cases 50000] [--runs 100000] [--rounds 15]

Not part of the test suite. Nothing leaves the machine.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from sqlalchemy import func, select

from portal.accounts.demo import DEMO_PEOPLE
from portal.background import session_factory
from portal.core.clock import utc_now
from portal.core.db import migrate
from portal.core.settings import Settings
from portal.knowledge.importing import import_folder
from portal.knowledge.models import Publication
from portal.starting import LIBRARY
from search.embedder_client import EmbedderClient
from tests.benchmarks import library_mix, many_cases, many_runs, pages, report, servers, service

ENCODED = 60
FEW_CASES, FEW_RUNS = 1_000, 10
ANSWERED = 50
"""So many cases are answered in turn, so that no conversation grows long."""


def main() -> int:
    options = _options()
    if options.service:
        return _service(options.cases, options.runs, options.rounds)
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as name:
        folder = Path(name)
        settings = Settings.from_env({"PORTAL_DATA_DIR": str(folder / "data")})
        model = ""
        published = _content(settings, folder, options.articles)
        if options.articles:
            model = "none"  # no vectors: the search has to do without, and says so
        log = folder / "server.log"
        print("Starting the portal and waiting for its index", file=sys.stderr)
        with servers.portal(settings.data_dir, log, model=model):
            pass
        with (
            servers.portal(settings.data_dir, log, model=model) as portal,
            servers.hello(portal, folder, log) as hello,
        ):
            costs = pages.measure(pages.cases(portal, hello), options.rounds)
            rss, pss = servers.memory_mb(portal.worker)
            run = report.Run(
                articles=published,
                day=utc_now().date().isoformat(),
                machine=report.machine(),
                rounds=options.rounds,
                search_mode=pages.search_mode(portal),
                lines=report.lines_of(costs),
                encoding_ms=0.0 if options.articles else _encoding(settings, portal),
                seconds_to_ready=round(portal.seconds_to_ready, 1),
                rss_mb=round(rss, 1),
                pss_mb=round(pss, 1),
                torch_in_worker=servers.has_loaded(portal.worker, "torch"),
            )
    print(report.table(run))
    report.publish(run)
    missed = [line for line in run.lines if line.target and line.ratio > line.target]
    for line in missed:
        print(f"Over its goal: {line.page}, {line.ratio} > {line.target}", file=sys.stderr)
    return 0


def _service(many: int, many_of_runs: int, rounds: int) -> int:
    """What customers and agents do, with a thousand cases and ten runs, and with many."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as name:
        folder = Path(name)
        settings = Settings.from_env({"PORTAL_DATA_DIR": str(folder / "data")})
        log = folder / "server.log"
        demo = {
            "PORTAL_DEMO": "1",
            "PORTAL_TRUSTED_PROXIES": "1",
            "PORTAL_SEND_UNDO_SECONDS": "0",  # a reply does all of its work in its request
        }
        with servers.portal(settings.data_dir, log, model="none", **demo):
            pass
        with session_factory(settings)() as session:
            many_runs.publish_long_flow(session, utc_now())
        for number, runs in ((FEW_CASES, FEW_RUNS), (many - FEW_CASES, many_of_runs)):
            with session_factory(settings)() as session:
                many_cases.insert_cases(session, number, utc_now())
                many_runs.insert_runs(session, runs, utc_now())
                cases = many_cases.cases_of(session, DEMO_PEOPLE[0].email, ANSWERED)
            with (
                servers.portal(settings.data_dir, log, model="none", **demo) as portal,
                servers.hello(portal, folder, log) as hello,
            ):
                figures.append(service.measure(portal, hello, cases, rounds))
    day = utc_now().date().isoformat()
    print(report.publish_service(figures, many, many_of_runs, f"{day}; {report.machine()}", rounds))
    return 0


def _content(settings: Settings, folder: Path, articles: int) -> int:
    """The starter content by the product's import, the mixed articles by rows."""
    migrate(settings.database_url)
    now = utc_now()
    with session_factory(settings)() as session:
        import_folder(settings, session, LIBRARY, language=None, source="library", now=now)
        if articles:
            paths = library_mix.write_mixed(folder / "mixed", articles)
            library_mix.insert_published(session, paths, now)
        return session.scalar(select(func.count()).select_from(Publication)) or 0


def _encoding(settings: Settings, portal: servers.Server) -> float:
    """CPU milliseconds of the embedder for a query that nothing else is done with."""
    client = EmbedderClient(settings.embedder_socket, timeout=30)
    spent = []
    for start in range(0, ENCODED, 15):
        before = servers.cpu_seconds(portal.embedder)
        for number in range(start, start + 15):
            client.encode_queries([f"Postausgang und Passwort im Telefon {number}"])
        spent.append((servers.cpu_seconds(portal.embedder) - before) / 15 * 1000)
    client.close()
    return round(statistics.median(spent), 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--articles", type=int, default=0, help="so many mixed articles beside the starter content"
    )
    parser.add_argument("--service", action="store_true", help="flows, hand-over, inbox, cases")
    parser.add_argument("--cases", type=int, default=50_000, help="with --service: so many")
    parser.add_argument("--runs", type=int, default=100_000, help="with --service: so many more")
    parser.add_argument("--rounds", type=int, default=15)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

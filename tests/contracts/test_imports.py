"""Who may import whom: the contracts of pyproject.toml, and what a web worker loads."""

import json
import subprocess
import sys
from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
MODEL_LIBRARIES = {"torch", "transformers", "sentence_transformers", "onnxruntime"}


def test_packages_keep_to_their_layers(capsys):
    result = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert result == 0, capsys.readouterr().out


def test_the_app_loads_no_model_library():
    code = "import json, sys, portal.app; print(json.dumps(sorted(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = MODEL_LIBRARIES & set(json.loads(answer.stdout))
    assert not loaded, f"web workers must stay small, but importing portal.app loads {loaded}"

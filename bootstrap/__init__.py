"""Sets Lotse up in .venv and starts it; the Makefile is the front door to this package.

Standard library only, because it runs before anything is installed.
docs/adr/0002-set-up.md says why the steps are what they are.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the reader may well come with an older one
    sys.exit(
        "Lotse needs Python 3.11 or newer, this is %d.%d. " % sys.version_info[:2]  # noqa: UP031
        + "Point make at another one: make run PYTHON=python3.12"
    )

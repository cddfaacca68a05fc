"""How text is found: keyword and semantic search as a plain library.

Knows neither Flask, nor SQLAlchemy, nor the packages ``articles`` and ``portal``.
"""

import os

# One product of vectors is too small for two cores: waiting for each other costs more than is
# won. numpy reads this when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

"""How text is found: keyword and semantic search as a plain library.

Knows neither Flask, nor SQLAlchemy, nor the packages ``articles`` and ``portal``.
"""

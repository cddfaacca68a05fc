"""Lotse's portal: the product around the `articles` and `search` libraries."""

"""The case as its customer sees it."""

"""Flows written in the portal: drafts with the linter beside them, review, publication."""

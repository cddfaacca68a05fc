"""Remedies: what a person can do about a problem, each with a stable id."""

"""The people who work here: signing in, roles, sessions."""

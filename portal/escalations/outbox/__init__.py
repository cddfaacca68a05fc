"""Replies on their way out: they wait a moment and can be called back, with the files of theirs."""

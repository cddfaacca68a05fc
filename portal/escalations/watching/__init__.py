"""The watch over promises: warnings, digests, and patience asked for in time."""

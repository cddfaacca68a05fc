"""Tags: words that a team puts on its cases, to find them again together."""

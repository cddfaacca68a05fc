"""The hand-over from self-help to a person, and the case that follows."""

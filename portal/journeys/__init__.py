"""What a visitor searched, read, answered and tried for one problem, so that they explain once."""

"""Cases of callers, and the short code that is read out to them."""

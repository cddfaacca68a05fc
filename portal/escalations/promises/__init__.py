"""What a customer was promised, by whom, by when: made, moved, kept or broken."""

"""Texts that a team writes once and inserts into replies (Textbausteine)."""

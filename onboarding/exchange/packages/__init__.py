"""A programme with all it needs as one file: out of one institution, into another."""

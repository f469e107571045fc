"""The demo: an invented university with cases at every stage."""

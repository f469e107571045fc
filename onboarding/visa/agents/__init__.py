"""Forwarding agents: who of the staff may file what, and until when."""

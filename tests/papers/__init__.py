"""Papers on request: asking, waiting, making anew."""

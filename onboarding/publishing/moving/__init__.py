"""Moving running cases to other versions: shown first, done by a worker, undone together."""

"""Writing the next version of a workflow in the browser."""

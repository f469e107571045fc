"""Points of the Highly Skilled Professional scheme: dated tables, and what a person scores."""

"""The schema's history: each step numbered, reversible, schema or data but not both."""

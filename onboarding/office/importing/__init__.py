"""Importing a list: handed in, looked at, confirmed, written; the rest comes back to mend."""

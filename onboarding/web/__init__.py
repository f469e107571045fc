"""What every page shares: language, refusals, headers, filters."""

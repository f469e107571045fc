"""Filing: the agency's current files, applications looked over, and what goes out."""

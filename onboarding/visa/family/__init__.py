"""The family of a case as one bundle: whose papers are there, what is missing, who goes when."""

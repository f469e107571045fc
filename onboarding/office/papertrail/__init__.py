"""The trail of papers: which facts each is made from, which are made from facts of before."""

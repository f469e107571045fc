"""What leaves for other tools and other institutions, and what comes from them."""

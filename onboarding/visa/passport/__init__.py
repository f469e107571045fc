"""What a passport says: its two machine-readable lines, and names as forms take them."""

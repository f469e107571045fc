"""Letters that official forms cannot take: changed only where somebody agreed to it."""

"""Legal clocks: what has changed in somebody's life, and what runs out when."""

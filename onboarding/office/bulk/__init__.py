"""Acts on many steps at once, done in the background."""

"""Lists as offices keep them: a file becomes rows of text, a row the facts of a case."""

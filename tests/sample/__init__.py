"""A content type of thirty lines: the proof that a new one is a folder and three lines outside it."""

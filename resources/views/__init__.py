"""What the library shows: one module a page, or a group of small ones."""

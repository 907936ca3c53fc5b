"""What the wiki shows: one module a page, or a group of small ones."""

"""What discussions show: one module a page, or a group of small ones."""

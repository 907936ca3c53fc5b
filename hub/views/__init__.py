"""The pages of the floor, one module a page. Each fetches, requires, calls one action, answers."""

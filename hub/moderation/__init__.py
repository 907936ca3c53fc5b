"""Keeping order: flags and what became of them, removals with their reasons, holds, and the log that members read."""

"""Lessons: what a piece of work taught, written so that others need not learn it again."""

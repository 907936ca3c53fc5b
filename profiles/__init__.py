"""Profiles: who people are and what they know."""

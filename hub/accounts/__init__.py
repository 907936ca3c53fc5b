"""Accounts: joining and signing in by a typed code, and what proves an employer."""

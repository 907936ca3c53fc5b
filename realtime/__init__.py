"""Notices: who is told, the bell, the one socket, digests. Knows events, watches and items, and no content type."""

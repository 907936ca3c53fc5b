"""Words about notices."""

"""The floor of the hub: people, spaces, items and what all content shares."""

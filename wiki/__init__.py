"""The wiki of a space: pages in a tree, every edit signed and kept."""

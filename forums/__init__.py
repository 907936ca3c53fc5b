"""Discussions: questions, discussions and announcements in a space, with replies as a tree."""

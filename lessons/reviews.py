"""Lessons are looked at again: who may say that one still holds, and that no reader learns who wrote an agency's."""

from hub.reviews import reviewed
from lessons.policy import can_review
from lessons.telling import tell

reviewed("lesson", may=can_review, tell=tell)

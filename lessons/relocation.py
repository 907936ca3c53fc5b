"""Moving a lesson to another space: on its rung of the ladder, and its writer unnamed where an agency stands for them."""

from hub.actions.relocating import Mover, movers
from lessons import policy
from lessons.telling import tell

movers["lesson"] = Mover(may=policy.can_edit, tell=tell)

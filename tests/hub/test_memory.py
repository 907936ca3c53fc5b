"""Texts that many readers are shown alike are worked out once, and never take more room than they may."""

from hub.memory import Memory


def test_a_text_is_worked_out_once_while_there_is_room():
    asked, memory = [], Memory(room=300, longest=100)
    for key in ("a", "b", "a", "b"):
        assert memory.recall(key, lambda key=key: asked.append(key) or key * 100) == key * 100
    assert asked == ["a", "b"]


def test_what_was_not_asked_for_longest_makes_room():
    asked, memory = [], Memory(room=250, longest=100)
    for key in ("a", "b", "a", "c", "a", "b"):
        memory.recall(key, lambda key=key: asked.append(key) or key * 100)
    assert asked == ["a", "b", "c", "b"]
    assert memory.used == 200 == sum(map(len, memory.kept.values()))


def test_a_very_long_text_is_not_kept():
    memory = Memory(room=1000)
    assert memory.recall("a", lambda: "x" * 11) == "x" * 11
    assert not memory.kept and memory.used == 0

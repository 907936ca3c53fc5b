"""Texts as people send them, made fit to keep."""

from hub.texts import tidy_title


def test_f12_a_title_keeps_no_sign_that_turns_the_direction_of_what_stands_after_it():
    assert tidy_title("Pay\u202eslip\u2066 for\u200f all") == "Payslip for all"

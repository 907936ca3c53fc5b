"""Texts as people send them, made fit to keep."""

from hub import markdown
from hub.texts import opening, tidy_title


def test_f12_a_title_keeps_no_sign_that_turns_the_direction_of_what_stands_after_it():
    assert tidy_title("Pay\u202eslip\u2066 for\u200f all") == "Payslip for all"


def test_a_list_shows_the_first_sentences_of_a_text_and_neither_headings_nor_tables():
    table = "| Planned | Was |\n|---|---|\n| 4 | 9 |\n"
    assert opening(markdown.render(f"## Result\n\nIt took longer.\n\n{table}\nAsk us why.")) == "It took longer. Ask us why."
    assert opening(markdown.render(table)) == "Planned Was 4 9"

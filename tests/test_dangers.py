"""The reader of pages that the safety tests stand on finds what would run, though it reads pages of one shape once."""

import pytest

from tests.dangers import dangers

SAFE = '<p title="a &quot; onclick=x">onclick=alert(1) &lt;script&gt;</p><a href="/s/health/">x</a><input value="javascript:1">'


def test_nothing_is_found_where_all_is_escaped():
    assert dangers(SAFE) == []


@pytest.mark.parametrize(
    "html",
    [
        "<p><script>alert(1)</script></p>",
        '<p title="x"onclick="alert(1)">x</p>',
        '<p title="x>y" onclick="alert(1)">x</p>',
        "<p title='x>y' onclick='alert(1)'>x</p>",
        "<p title=x>y</p><p title=x onclick=alert(1)>y</p>",
        '<input value="" autofocus onfocus="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="/&#9;" style="x">x</a>',
        '<a title="x" href=" java&#10;script:alert(1)">x</a>',
        '<img src="//evil.example/x.png">',
        '<form action="//evil.example/"></form><iframe src="/x/"></iframe>',
        '<meta http-equiv="refresh" content="0;url=//evil.example">',
        '<svg><style><img src=x onerror="alert(1)"></style></svg>',
        "<p>words > more <b onmouseover=alert(1)>x</b></p>",
    ],
)
def test_what_would_run_is_found_also_in_a_page_like_one_read_before(html):
    assert dangers(SAFE) == []
    assert dangers(f"<main>{html}</main>") != []
    assert dangers(f"{SAFE}<main>{html}</main>") != []

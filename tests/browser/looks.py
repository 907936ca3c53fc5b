"""What a browser is asked about a page: axe, keyboard, what sticks out. Each answers a list of faults."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const r = e.getBoundingClientRect(), s = getComputedStyle(e), ring = e.closest('.hub-ed');
  const drawnByLabel = e.matches('.govuk-radios__input,.govuk-checkboxes__input');
  const seen = (s.outlineStyle !== 'none' && s.outlineWidth !== '0px') || s.boxShadow !== 'none' || drawnByLabel
    || (ring && getComputedStyle(ring).outlineStyle !== 'none');
  const x = Math.min(Math.max(r.left + r.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(r.top + r.height / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const covered = top && !e.contains(top) && !top.contains(e) && r.width > 1 && !drawnByLabel;
  const name = (e.innerText || e.getAttribute('aria-label') || e.name || e.id || '').trim().slice(0, 40);
  return {seen, covered: !!covered, shown: r.width > 0 && r.bottom > 0 && r.top < innerHeight, name: e.tagName + ' ' + name};
}"""

_SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth, out = [];
  const scrolls = e => {
    for (let p = e; p && p !== document.body && p !== document.documentElement; p = p.parentElement)
      if (/(auto|scroll|hidden|clip)/.test(getComputedStyle(p).overflowX)) return true;
    return false; };
  for (const e of document.querySelectorAll('body *')) {
    const r = e.getBoundingClientRect();
    if (r.width && (r.right > width + 1 || r.left < -1) && !scrolls(e) && getComputedStyle(e).position !== 'absolute'
        && !e.closest('.govuk-visually-hidden,.govuk-skip-link'))
      out.push(e.tagName + '.' + e.className + ' ' + Math.round(r.right));
  }
  const whole = document.documentElement.scrollWidth;
  if (whole > width + 1) out.push('the page scrolls sideways: ' + whole);
  return out.slice(0, 4);
}"""


def axe(page) -> list[str]:
    """Violations of WCAG 2.2 A and AA and of best practice that axe-core finds; the page's context bypasses the CSP."""
    assert AXE.exists(), "axe-core is not installed: run script/setup dev"
    page.evaluate(AXE.read_text())
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def keyboard(page, limit: int = 400) -> list[str]:
    """Tab through the page: each stop is seen, on screen and not covered, and the way out is never barred."""
    faults, stops, first = [], 0, None
    page.evaluate("() => document.activeElement && document.activeElement.blur()")
    while stops < limit:
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None:
            break
        first = first or stop["name"]
        faults += [f"{stop['name']}: no focus to be seen"] if not stop["seen"] else []
        faults += [f"{stop['name']}: focus is covered"] if stop["covered"] else []
        faults += [f"{stop['name']}: focus is off screen"] if not stop["shown"] else []
        stops += 1
    if stops >= limit:
        faults.append(f"no way out after {limit} stops")
    return faults


def sideways(page) -> list[str]:
    """What sticks out of the window, outside anything that scrolls by itself."""
    return page.evaluate(_SIDEWAYS)


def hidden_but_shown(page) -> list[str]:
    """What has the attribute `hidden` and is drawn all the same."""
    return page.eval_on_selector_all(
        "[hidden]", "all => all.filter(e => e.getClientRects().length).map(e => e.outerHTML.slice(0, 120))"
    )

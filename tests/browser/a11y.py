"""What a page must not do to anyone: beyond axe, which takes a placeholder for a label.

``assert_accessible`` is what a page test calls; the others say what each check finds.
"""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_UNLABELLED = """() => {
  const said = (control) => {
    const by = (control.getAttribute("aria-labelledby") || "").split(/\\s+/).filter(Boolean)
      .map((id) => document.getElementById(id)?.textContent || "").join(" ").trim();
    const labels = [...(control.labels || [])].map((label) => label.textContent.trim()).join(" ").trim();
    return by || (control.getAttribute("aria-label") || "").trim() || labels;
  };
  const wrong = [];
  for (const form of [document, ...document.forms]) {
    const names = new Map();
    const own = form === document
      ? [...document.querySelectorAll("input, select, textarea")].filter((control) => !control.form)
      : [...form.elements];
    for (const control of own) {
      if (!control.matches("input:not([type=hidden], [type=submit], [type=button]), select, textarea")) continue;
      const where = control.id || control.name || control.outerHTML.slice(0, 80);
      const label = said(control);
      if (!label) { wrong.push(`${where}：没有标签（占位文字不算）`); continue; }
      const group = control.closest("fieldset")?.querySelector("legend")?.textContent.trim() || "";
      const full = `${group}／${label}`;
      if (names.has(full)) wrong.push(`${where}：与 ${names.get(full)} 的标签相同：${full}`);
      names.set(full, where);
    }
  }
  for (const control of document.querySelectorAll("button, a[href]")) {
    const words = (control.getAttribute("aria-label") || control.textContent).trim();
    if (!words) wrong.push(`${control.outerHTML.slice(0, 80)}：没有字`);
  }
  return wrong;
}"""

_SMALL = """() => {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || parent.closest("script, .unseen")) continue;
    if (!parent.getClientRects().length) continue;
    if (parseFloat(getComputedStyle(parent).fontSize) < 14) found.add(parent.outerHTML.slice(0, 80));
  }
  return [...found];
}"""

_SIDEWAYS = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
    .slice(0, 5).map((element) => element.outerHTML.slice(0, 80));
}"""

# A full-width space at the end of a line hangs over the edge and is not seen.
_SPILLED = """() => [...document.querySelectorAll(
    "dd, dt, td, th, p, li, legend, label, button, .button, .tag, h1, h2, h3")]
  .filter((box) => box.getClientRects().length && box.clientWidth && !box.closest(".unseen"))
  .filter((box) => !box.textContent.includes("\u3000"))
  .filter((box) => getComputedStyle(box).overflowX === "visible" && box.scrollWidth > box.clientWidth + 2)
  .slice(0, 5).map((box) => box.outerHTML.slice(0, 120))"""

_TARGETS = """() => [...document.querySelectorAll(
    "button:not(.as-link), .button, select, input[type=text], input[type=search]")]
  .filter((control) => control.getClientRects().length && control.getBoundingClientRect().height < 24)
  .map((control) => control.outerHTML.slice(0, 80))"""


def unlabelled(page: Page) -> list[str]:
    """Return the controls without a label of their own, or with one that another control of the form bears too."""
    return page.evaluate(_UNLABELLED)


def small_text(page: Page) -> list[str]:
    """Return the elements whose visible text is smaller than 14 px."""
    return page.evaluate(_SMALL)


def sideways(page: Page) -> list[str]:
    """Return what sticks out when the page itself scrolls sideways; regions that scroll by themselves are fine."""
    return page.evaluate(_SIDEWAYS)


def spilled(page: Page) -> list[str]:
    """Return the boxes whose words run over their edge, into a neighbour: large type is where it happens."""
    return page.evaluate(_SPILLED)


def small_targets(page: Page) -> list[str]:
    """Return controls lower than 24 px."""
    return page.evaluate(_TARGETS)


def axe_violations(page: Page) -> list[str]:
    """Return what axe finds, one line a rule with the first place."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['help']} — {rule['nodes'][0]['html'][:120]}" for rule in found]


def assert_accessible(page: Page) -> None:
    """Fail with every finding of every check, so that one run shows all there is to mend."""
    findings = {
        "axe": axe_violations(page),
        "labels": unlabelled(page),
        "text": small_text(page),
        "sideways": sideways(page),
        "targets": small_targets(page),
    }
    wrong = {check: found for check, found in findings.items() if found}
    assert not wrong, wrong

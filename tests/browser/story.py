"""Telling a story in the browser: signing in as one person after another, filling in the forms of the pack, pictures.

With ``FAZHI_TOUR=1`` the stations are kept as pictures in ``docs/tour``.
"""

from __future__ import annotations

import io
import os
import re
from datetime import date, datetime

from django.test import Client
from PIL import Image
from playwright.sync_api import Page, expect
from tests.architecture import tree
from tests.browser.a11y import assert_accessible

from fazhi.records import clock
from fazhi.records.demo import founding, papers, script
from fazhi.records.models import Account

TOUR = tree.ROOT / "docs" / "tour" if os.environ.get("FAZHI_TOUR") == "1" else None
FOUNDED = date(2026, 9, 1)


def county() -> None:
    """Found the demonstration county, without matters."""
    with clock.fixed(datetime(2026, 9, 1, 8, 30, tzinfo=clock.CHINA)):
        founding.found(script.county(), FOUNDED)


def file(name: str, *lines: str) -> dict[str, object]:
    """Return a Word file as a browser is given one."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {"name": f"{name}.docx", "mimeType": kind, "buffer": papers.docx(name, [*lines, papers.NOTICE])}


class Story:
    """One browser, many people: whoever signs in works from here on."""

    def __init__(self, page: Page, *, scripts: bool = True) -> None:
        self.page = page
        self.scripts = scripts

    def on(self, day: str, hour: int = 9) -> None:
        """Let it be ``day``."""
        clock.fix(datetime.fromisoformat(f"{day}T{hour:02}:00:00+08:00"))

    def sign_in(self, login: str) -> None:
        """Sign out whoever is there and sign in by typing account and password."""
        out = self.page.get_by_role("button", name="退出")
        if out.count():
            out.click()
        else:
            self.page.goto("/sign-in/")
        self.page.get_by_label("账号").fill(login)
        self.page.get_by_label("口令").fill(founding.PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("工作台")

    def enter(self, login: str) -> None:
        """Sign in by a session made on the server: for long stories, whose people sign in again and again."""
        client = Client()
        client.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        kept = client.cookies["fazhi_session"].value
        where = str(self.page.evaluate("location.origin"))
        self.page.context.add_cookies([{"name": "fazhi_session", "value": kept, "url": where}])

    def at(self, address: str) -> None:
        """Go to the page of a matter that was remembered."""
        self.page.goto(address)
        self.page.wait_for_load_state()

    def form(self, link: str) -> None:
        """Open the form of a step: it stands open on the matter's page already, or its link is clicked."""
        shown = self.page.locator("#act-form .actions button.primary", has_text=link)
        if not shown.count():
            wanted = self.page.locator("main").get_by_role(
                "link", name=re.compile(f"^{re.escape(link)}(（第 1 项）)?$")
            )
            assert wanted.count(), f"{self.page.url}：没有“{link}”：" + self.page.locator("main").inner_text()
            with self.page.expect_navigation():
                wanted.first.click()

    def answer(self, answers: dict[str, object], prefix: str = "") -> None:
        """Fill in questions by their ids, as a person would: type, tick, choose."""
        for name, value in answers.items():
            self._put(f"{prefix}{name}", value)

    def _put(self, name: str, value: object) -> None:
        control = self.page.locator(f'#act-form [name="{name}"]')
        kind = control.first.evaluate("c => c.type || c.tagName.toLowerCase()")
        if kind in {"radio", "checkbox"}:
            words = [_word(one) for one in (value if isinstance(value, list | tuple) else [value])]
            if kind == "checkbox" and words == ["0"]:
                return
            for word in words:
                self.page.locator(f'#act-form [name="{name}"][value="{word}"]').check()
                self._settled()
        elif kind.startswith("select"):
            control.select_option(_word(value))
            self._settled()
        elif kind == "file":
            control.set_input_files(value)  # type: ignore[arg-type]
        else:
            control.fill(str(value))
            control.blur()
            self._settled()

    def _settled(self) -> None:
        """Wait until the form has asked the server which questions there are now."""
        if not self.scripts:
            return
        self.page.wait_for_timeout(30)
        self.page.wait_for_function("() => !document.querySelector('.htmx-request')")

    def quick(self, answers: dict[str, object], prefix: str = "") -> None:
        """Fill in questions as ``answer`` does, all that are there at once; what they open is filled in next."""
        left = {f"{prefix}{name}": _words(value) for name, value in answers.items()}
        while left:
            put = set(self.page.evaluate(_PUT, left))
            assert put, f"{self.page.url}：表上没有 {sorted(left)}：" + self.page.locator("main").inner_text()
            left = {name: value for name, value in left.items() if name not in put}
            self._settled()

    def papers(self, *slots: str) -> None:
        """Hand in a paper for each slot."""
        for slot in slots:
            self._put(f"file-{slot}", file(slot, "（盖章扫描件）"))

    def send(self, *, refused: bool = False) -> None:
        """Press the button of the form; it is recorded, or comes back with what was wrong."""
        with self.page.expect_navigation():
            self.page.locator("#act-form .actions button[type=submit]").first.click()
        wrong = self.page.locator("#act-form .error-summary, #act-form .refusal")
        if refused:
            expect(wrong.first).to_be_visible()
        else:
            assert not wrong.count(), self.page.url + "：" + "；".join(wrong.all_inner_texts())

    def do(self, link: str, answers: dict[str, object] | None = None, *slots: str, refused: bool = False) -> None:
        """Open a form, answer it, hand in papers for ``slots``, send it."""
        self.form(link)
        self.answer(answers or {})
        self.papers(*slots)
        self.send(refused=refused)

    def shows(self, *words: str) -> None:
        """Check that the page says these words."""
        for word in words:
            expect(self.page.locator("main")).to_contain_text(word)

    def look(self) -> None:
        """Look at the page wide and narrow: accessible."""
        for width, height in ((360, 780), (1280, 1000)):
            self.page.set_viewport_size({"width": width, "height": height})
            assert_accessible(self.page)

    def keep(self, name: str) -> None:
        """Keep the view as a small picture if the tour is wanted: under 100 KB, in few colours."""
        if TOUR is not None:
            shot = Image.open(io.BytesIO(self.page.screenshot(caret="initial")))
            shot.convert("RGB").quantize(24, dither=Image.Dither.NONE).save(TOUR / f"{name}.png", optimize=True)

    def picture(self, name: str, *, narrow: bool = False, at: str = "") -> None:
        """Look at the page: accessible, and kept as a picture if the tour is wanted: the view around ``at``."""
        sizes = ((1280, 1000), (360, 780)) if narrow else ((1280, 1000),)
        for width, height in sizes:
            self.page.set_viewport_size({"width": width, "height": height})
            if self.scripts:
                assert_accessible(self.page)
            if TOUR is not None:
                TOUR.mkdir(parents=True, exist_ok=True)
                if at:
                    self.page.locator(at).first.evaluate("e => e.scrollIntoView({block: 'start'})")
                self.page.screenshot(path=str(TOUR / f"{name}-{width}.png"), caret="initial")
        self.page.set_viewport_size({"width": 1280, "height": 1000})


_PUT = """
answers => {
  const form = document.querySelector('#act-form')
  const put = []
  let last = null
  for (const [name, values] of Object.entries(answers)) {
    const controls = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    if (!controls.length) continue
    for (const control of controls) {
      if (control.type === 'radio' || control.type === 'checkbox') control.checked = values.includes(control.value)
      else control.value = values[0]
    }
    last = controls[0]
    put.push(name)
  }
  last?.dispatchEvent(new Event('change', {bubbles: true}))
  return put
}
"""


def _words(value: object) -> list[str]:
    return [_word(one) for one in (value if isinstance(value, list | tuple) else [value])]


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)

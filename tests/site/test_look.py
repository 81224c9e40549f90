"""The choice of size and contrast is kept on the server's side and leads back to where one was."""

from __future__ import annotations

import pytest
from django.test import Client


def test_the_choice_is_kept_in_a_cookie_and_set_on_the_root(client: Client) -> None:
    answer = client.post("/look/", {"size": "large", "contrast": "contrast", "back": "/look/x"})
    assert answer.status_code == 302
    assert client.cookies["fazhi_look"].value == "large+contrast"
    assert client.cookies["fazhi_look"]["httponly"]
    assert 'class="large contrast"' in client.get("/look/").content.decode()


def test_anything_unknown_in_the_cookie_is_ignored(client: Client) -> None:
    client.cookies["fazhi_look"] = 'x"><script>+large'
    text = client.get("/look/").content.decode()
    assert 'class="large"' in text and "<script>+" not in text


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org", "javascript:alert(1)", "/look/"])
def test_one_is_never_led_off_the_site(client: Client, address: str) -> None:
    assert client.post("/look/", {"back": address}).headers["Location"] == "/"

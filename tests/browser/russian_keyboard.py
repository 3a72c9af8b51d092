"""A keyboard set to Russian: the key is where it always was, the letter on it is another."""

from typing import Final

from playwright.sync_api import Page

_ROWS: Final = {
    "QWERTYUIOP": "йцукенгшщз",
    "ASDFGHJKL": "фывапролд",
    "ZXCVBNM": "ячсмить",
}
LETTERS: Final = {
    f"Key{latin}": cyrillic
    for row, letters in _ROWS.items()
    for latin, cyrillic in zip(row, letters, strict=True)
}
# Where nothing is typed the layout makes no difference.
_NAMED: Final = {
    "Enter": ("Enter", 13, "\r"),
    "Escape": ("Escape", 27, ""),
    "Tab": ("Tab", 9, ""),
    "Space": (" ", 32, " "),
    "ArrowLeft": ("ArrowLeft", 37, ""),
    "ArrowUp": ("ArrowUp", 38, ""),
    "ArrowRight": ("ArrowRight", 39, ""),
    "ArrowDown": ("ArrowDown", 40, ""),
    "Delete": ("Delete", 46, ""),
}
_CTRL, _SHIFT = 2, 8


class RussianKeyboard:
    """Presses physical keys through Chromium's own input, as a driver would."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._chromium = page.context.new_cdp_session(page)
        self.presses = 0

    def press(self, *codes: str) -> None:
        """`press("KeyN", "Shift+KeyC")`."""
        for code in codes:
            self._press(code)

    def write(self, text: str) -> None:
        """Into the field that has the focus."""
        self._page.keyboard.insert_text(text)

    def _press(self, wanted: str) -> None:
        *held, code = wanted.split("+")
        modifiers = (_CTRL if "Ctrl" in held else 0) | (_SHIFT if "Shift" in held else 0)
        key, number, text = _NAMED.get(code) or self._typed(code)
        event = {
            "code": code,
            "key": key,
            "windowsVirtualKeyCode": number,
            "modifiers": modifiers,
        }
        down = {"type": "keyDown" if text else "rawKeyDown", **event} | (
            {"text": text} if text and not held else {}
        )
        self._chromium.send("Input.dispatchKeyEvent", down)
        self._chromium.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})
        self.presses += 1

    @staticmethod
    def _typed(code: str) -> tuple[str, int, str]:
        if code.startswith("Digit"):
            return code[-1], ord(code[-1]), code[-1]
        if code in LETTERS:
            return LETTERS[code], ord(code[-1]), LETTERS[code]
        key = {"Slash": ".", "BracketLeft": "х", "BracketRight": "ъ", "Equal": "=", "Minus": "-"}[code]
        return key, 0, key

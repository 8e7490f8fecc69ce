"""What the styles of an .ods mean for reading: legacy fonts, raised and struck-out text, scaled numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from emustats.reading.cells.looks import PLAIN, STRUCK, SUPER
from emustats.reading.cells.package import parse_xml
from emustats.reading.fonts.decode import is_legacy_font

_MATTER = re.compile(
    rb"""display="false"|["';]\.?vn[a-z]|["';]vni[- ]|line-through-(?:style|type)="(?!none)|"""
    rb"""text-position="(?:super|[1-9])|display-factor="10""",
    re.IGNORECASE,
)
_RAISED = re.compile(r"super|[1-9]")
_STEPS = {"1000": 1, "1000000": 2, "1000000000": 3}
_READ = frozenset(
    "style:font-face style:style style:text-properties style:table-properties "
    "datastyle:number-style datastyle:currency-style datastyle:number".split()
)


class Styles(NamedTuple):
    """By style: its legacy font, the look of its text, its format where that scales; and styles of hidden sheets."""

    legacy: dict[str, str]
    looks: dict[str, str]
    codes: dict[str, str]
    hidden_sheets: set[str]

    @property
    def concern_cells(self) -> bool:
        return bool(self.legacy or self.codes or STRUCK in self.looks.values())


@lru_cache(maxsize=2048)
def short_name(name: str) -> str:
    """ "office:value" for "urn:oasis:names:tc:opendocument:xmlns:office:1.0 value"."""
    namespace, _, local = name.rpartition(" ")
    words = namespace.split(":")
    return f"{words[-2]}:{local}" if len(words) > 1 else local


class _StyleReader:
    """What the style elements told so far, by name of style."""

    def __init__(self) -> None:
        self.faces: dict[str, str] = {}
        self.fonts: dict[str, str] = {}
        self.looks: dict[str, str] = {}
        self.parents: dict[str, str] = {}
        self.formats: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        self.hidden: set[str] = set()
        self.current = self.number = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = short_name(tag)
        if tag not in _READ:
            return
        short = {short_name(key): value for key, value in attributes.items()}
        if tag == "style:font-face":
            self.faces[short.get("style:name", "")] = _family(short)
        elif tag == "style:style":
            self.current = short.get("style:name", "")
            self.parents[self.current] = short.get("style:parent-style-name", "")
            if "style:data-style-name" in short:
                self.formats[self.current] = short["style:data-style-name"]
        elif tag == "style:text-properties":
            self._text(short)
        elif tag in ("datastyle:number-style", "datastyle:currency-style"):
            self.number = short.get("style:name", "")
        elif tag == "datastyle:number":
            steps = _STEPS.get(short.get("datastyle:display-factor", "").partition(".")[0])
            places = short.get("datastyle:decimal-places", "0")
            if steps:
                decimals = "0" * min(int(places), 9) if places.isdecimal() and len(places) < 3 else ""
                self.codes[self.number] = ("0." + decimals if decimals else "0") + "," * steps
        elif short.get("table:display") == "false":
            self.hidden.add(self.current)

    def _text(self, short: dict[str, str]) -> None:
        family, name = _family(short), short.get("style:font-name", "")
        if name or family:
            self.fonts[self.current] = self.faces.get(name, name) or family
        strokes = [
            short[key] for key in ("style:text-line-through-style", "style:text-line-through-type") if key in short
        ]
        if any(stroke != "none" for stroke in strokes):
            self.looks[self.current] = STRUCK
        elif _RAISED.match(short.get("style:text-position", "")) and not short["style:text-position"].startswith("0%"):
            self.looks[self.current] = SUPER
        elif strokes or "style:text-position" in short:
            self.looks[self.current] = PLAIN


def _family(short: dict[str, str]) -> str:
    return next((value for key, value in short.items() if key.endswith(":font-family")), "").strip("'\"")


def read_styles(parts: tuple[bytes, ...]) -> Styles:
    """The styles of the named parts, in their order; nothing is parsed where no style matters."""
    reader = _StyleReader()
    if any(_MATTER.search(part) for part in parts):
        for part in parts:
            parse_xml(part, reader.start)
    fonts = _inherited(reader.fonts, reader.parents)
    formats = _inherited(reader.formats, reader.parents)
    return Styles(
        {style: font for style, font in fonts.items() if is_legacy_font(font)},
        _inherited(reader.looks, reader.parents),
        {style: reader.codes[name] for style, name in formats.items() if name in reader.codes},
        reader.hidden,
    )


def _inherited(own: dict[str, str], parents: dict[str, str]) -> dict[str, str]:
    found = {}
    for style in parents:
        ancestor, seen = style, set()
        while ancestor and ancestor not in own and ancestor not in seen:
            seen.add(ancestor)
            ancestor = parents.get(ancestor, "")
        if ancestor in own:
            found[style] = own[ancestor]
    return found

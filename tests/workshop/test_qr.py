"""A QR code is read by a reader of other hands, and its drawing needs no style and no script."""

import re
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from sandbox.workshop.pages.qr import qr_svg

SVG = "{http://www.w3.org/2000/svg}"
SCALE = 4
DRAWN = re.compile(r"M4 4\.5|m-?\d+ \d+|h\d+")


def pixels(drawing: bytes) -> memoryview:
    """The drawing, painted: each module some grey pixels wide. It knows the few strokes that such drawings have."""
    root = ET.fromstring(drawing)
    side = int(root.attrib["viewBox"].split()[2])
    _, code = root.iter(f"{SVG}path")
    assert "".join(DRAWN.findall(code.attrib["d"])) == code.attrib["d"]
    rows = [bytearray(b"\xff" * side * SCALE) for _ in range(side)]
    x = y = 0
    for stroke in DRAWN.findall(code.attrib["d"]):
        if stroke[0] == "h":
            rows[y][x * SCALE : (x + int(stroke[1:])) * SCALE] = b"\0" * int(stroke[1:]) * SCALE
            x += int(stroke[1:])
        else:
            right, down = (4, 4) if stroke[0] == "M" else map(int, stroke[1:].split())
            x, y = x + right, y + down
    return memoryview(b"".join(bytes(row) * SCALE for row in rows)).cast("B", [side * SCALE, side * SCALE])


def read(drawing: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(pixels(drawing))]


@pytest.mark.parametrize(
    "text", ["http://192.168.1.5:8000/r/KLMN", "http://[fd00::1:2:3:4]:8000/r/KLMN", "7", "Grüße, ☃", "x" * 500]
)
def test_it_says_what_it_was_made_of(text: str) -> None:
    assert read(qr_svg(text)) == [text]


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789./:?=&-_%", min_size=1, max_size=200))
def test_any_address_can_be_read(text: str) -> None:
    assert read(qr_svg(text)) == [text]


def test_it_can_be_read_when_a_part_of_it_is_hidden() -> None:
    painted = pixels(qr_svg("http://192.168.1.5:8000/r/KLMN"))
    side, spot = len(painted.tolist()), 6 * SCALE
    hidden = bytearray(painted.tobytes())
    for row in range(side // 2, side // 2 + spot):
        hidden[row * side + side // 2 : row * side + side // 2 + spot] = b"\xff" * spot
    (found,) = zxingcpp.read_barcodes(memoryview(bytes(hidden)).cast("B", [side, side]))
    assert found.text == "http://192.168.1.5:8000/r/KLMN"


def test_it_is_a_document_of_any_size_without_styles_or_scripts() -> None:
    root = ET.fromstring(qr_svg("http://192.168.1.5:8000/"))
    assert root.attrib == {"viewBox": "0 0 33 33"}
    assert [(one.tag, sorted(one.attrib)) for one in root] == [
        (f"{SVG}path", ["d", "fill"]),
        (f"{SVG}path", ["d", "stroke"]),
    ]
    assert [one.attrib.get("fill", one.attrib.get("stroke")) for one in root] == ["#fff", "#000"]


@pytest.mark.parametrize("text", ["", "x" * 3000])
def test_what_no_code_can_hold(text: str) -> None:
    with pytest.raises(ValueError, match=r"nothing to put|too large"):
        qr_svg(text)

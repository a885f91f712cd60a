"""A QR code as a drawing, for phones to read an address from a projector."""

from io import BytesIO
from typing import Final

_QUIET: Final = 4
"""Modules of light around it, by which readers find it."""


def qr_svg(text: str) -> bytes:
    """A text as a QR code: an SVG document of its own, dark on light, of any size, without styles or scripts.

    About a seventh of it may be unreadable (level M), or more where that makes it no larger.

    Raises:
        ValueError: It is empty, or too long for any code.

    """
    import segno  # noqa: PLC0415 - only who opens a room needs it

    if not text:
        raise ValueError("there is nothing to put into a QR code")
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", border=_QUIET, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return drawn.getvalue()

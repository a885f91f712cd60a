"""A picture of an address, for cameras."""

import io
from functools import lru_cache


@lru_cache(maxsize=50)
def qr_svg(text: str) -> bytes:
    """A QR code as an SVG document: dark on light with its quiet zone, without any style that a policy would forbid."""
    import segno  # noqa: PLC0415 - only workshops need it

    picture = io.BytesIO()
    plain = {"svgclass": None, "lineclass": None, "omitsize": True}
    segno.make(text, error="m").save(picture, kind="svg", border=4, dark="#000", light="#fff", **plain)
    return picture.getvalue()

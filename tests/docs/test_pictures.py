"""The pictures of the documents: each is shown by one, is made by ``make screenshots``, and is small."""

import re
from pathlib import Path

from tools.screenshots import IMAGES, PICTURES

ROOT = Path(__file__).parents[2]


def test_every_picture_is_shown_by_a_document_with_words_for_those_who_do_not_see_it() -> None:
    texts = [path.read_text("utf-8") for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))]
    shown = {Path(src).name: words for text in texts for words, src in re.findall(r"!\[(.*?)\]\(([^)]+)\)", text)}
    assert shown.keys() == {path.name for path in IMAGES.iterdir()} == PICTURES.keys()
    assert all(len(words) > 20 for words in shown.values())


def test_every_picture_is_a_png_that_loads_quickly() -> None:
    for path in IMAGES.iterdir():
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.stat().st_size < 200_000, path.name

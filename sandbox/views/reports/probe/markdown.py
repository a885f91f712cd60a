"""What a probe found, as Markdown for the summary of a CI job."""

import re
from collections.abc import Iterator

from sandbox.reading.diagnostics import printable
from sandbox.views.reports.probe.report import Probed, by_weight, counts, flaw_sentences


def as_markdown(probed: Probed) -> str:
    """The verdict, the flaws, and the rows that are not as expected.

    Args:
        probed: What was found.

    """
    return "\n".join(_lines(probed)) + "\n"


def _lines(probed: Probed) -> Iterator[str]:
    concluded, counted = probed.concluded, counts(probed.concluded.results)
    yield f"## aud probe: {concluded.verdict}"
    yield ""
    yield f"{probed.target.method} {_code(probed.target.url)} as audience {_code(probed.audience)}."
    if concluded.reason:
        yield f"Inconclusive: {_text(concluded.reason)}."
    yield f"{counted['as_expected']} rows as expected, {counted['wrong']} wrong, {counted['inconclusive']} unclear."
    yield ""
    for flaw in by_weight(concluded.flaws.flaws):
        shown = probed.scenarios.get(flaw.name)
        where = f" ([a scenario shows it]({shown}))" if shown else ""
        name = f"noted, {_code(flaw.name)}" if flaw.severity == "note" else f"**{_code(flaw.name)}**"
        yield f"- {name}: {flaw_sentences(flaw)}{where}"
    rows = [result for result in concluded.results if result.ok is False or result.answer == "inconclusive"]
    if rows:
        yield ""
        yield "| row | what was sent | expected | came |"
        yield "| --- | --- | --- | --- |"
    for result in rows:
        came = _text(result.why) if result.why else f"{result.answer} ({result.status})"
        yield f"| {_code(result.row.id)} | {_text(result.row.says)} | {result.row.expected} | {came} |"


def _text(text: str) -> str:
    """A text in which nothing is Markdown or HTML."""
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", " ".join(printable(text).split()))


def _code(text: str) -> str:
    """A text as code, within a row of a table, too."""
    return "`" + " ".join(printable(text).split()).replace("`", "'").replace("|", "\\|") + "`"

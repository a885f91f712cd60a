"""What a probe found, as a page that needs nothing else, to read and to print."""

from sandbox.templating import render
from sandbox.views.reports.probe.report import Probed, as_data


def as_html(probed: Probed) -> str:
    """The whole report.

    Args:
        probed: What was found.

    """
    return render("pages/probe_report.html", page=as_data(probed))

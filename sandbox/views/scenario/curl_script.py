"""A script of curl commands that plays a scenario, up to where the reader is, against the running server."""

from sandbox.author_lines import as_text
from sandbox.replay.trace import Trace
from sandbox.scenarios.model import Scenario
from sandbox.views.parts.shell_script import ShellScript
from sandbox.views.verbs import VIEWS


def curl_script(scenario: Scenario, trace: Trace, what_if: int = 0) -> str:
    """The script for POSIX shells.

    A token that a request brings goes into a variable of its name. One that no request can bring (made by hand,
    rewritten) stands in it as it is.

    Args:
        scenario: The scenario.
        trace: Its replay, as far as the reader is.
        what_if: Which what-if of the last step the reader looks at, from 1; 0 for none.

    """
    script = ShellScript()
    for number, (step, step_trace) in enumerate(zip(scenario.steps, trace.steps, strict=False), 1):
        if script.lines:
            script.lines.append("")
        script.comment(f"{number}. {as_text(step.title)}")
        VIEWS[step.verb_name].curl(script, step.verb, step_trace, step_trace.tokens)
    if what_if and trace.steps:
        step = scenario.steps[len(trace.steps) - 1]
        script.lines.append("")
        script.comment(as_text(step.what_if[what_if - 1].title))
        VIEWS[step.verb_name].curl(script, step.verb, trace.steps[-1].what_ifs[what_if - 1], ())
    return "\n".join(script.lines) + "\n"

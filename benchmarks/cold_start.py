"""From starting the process to the first home page, whole: against a hello-world page started the same way."""

from functools import partial
from time import perf_counter

from benchmarks.measuring import Row, in_turns
from benchmarks.servers import PRODUCT, get, python, started

_STARTS = 21


def measure() -> list[Row]:
    """Start both again and again."""
    starts = {"product": partial(_start, *PRODUCT), "floor": partial(_start, *python("hello_page.py"))}
    for warm_up in starts.values():
        warm_up()
    taken = in_turns(starts, _STARTS)
    return [
        Row(
            name="Cold start, to the first home page",
            unit="ms",
            product=taken["product"],
            floor=taken["floor"],
            floor_is="bare FastAPI + Jinja2 + python-jose, hello-world page",
            target=1.3,
            details={"starts": _STARTS},
        )
    ]


def _start(*command: str) -> float:
    begun = perf_counter()
    with started(*command) as port:
        page = get(port, "/")
        milliseconds = (perf_counter() - begun) * 1e3
    if not page.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{command} answered {page[:200]!r}")
    return milliseconds

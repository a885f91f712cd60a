"""The tokens of a probe, as this sandbox writes them for a program or for a page of its own."""

from sandbox.probe.client import Issued
from sandbox.probe.order import Order, ingredients, new_run
from sandbox.probe.writing import written_rows
from sandbox.scenarios.flaws import shown_by
from sandbox.web.context import WebContext


class ProbeTokens:
    """Writes the tokens of probes, and counts what is fetched meanwhile."""

    def __init__(self, context: WebContext) -> None:
        self._context = context
        self._scenarios = {
            name: f"{context.public_url}/scenarios/{scenario}"
            for name, scenario in shown_by(context.catalogue.scenarios()).items()
        }

    async def write(self, order: Order) -> Issued:
        """Write the tokens of one probe.

        Raises:
            UnknownName: There is no such world, or no such issuer in it.

        """
        it, run = self._context, new_run()
        made_of = await ingredients(order, it.catalogue.worlds, it.keys, it.public_url, it.clock(), run)
        await it.fetches.begin(run)
        return Issued(run, made_of.issuer, tuple(written_rows(made_of, order.profile)), self._scenarios)

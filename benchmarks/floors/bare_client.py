"""A command line over an HTTP client, and nothing else: the floor of the start of ``aud probe``."""

import asyncio

import click
import httpx2
from cryptography.hazmat.primitives.asymmetric import rsa

__all__ = ["asyncio", "httpx2", "rsa"]


@click.command()
@click.argument("url")
def command(url: str) -> None:
    """Send something to an address."""


command()

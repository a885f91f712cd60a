"""A hello-world page by FastAPI and Jinja2, with python-jose imported: the floor of a cold start."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import DictLoader, Environment
from jose import jwt

from benchmarks.floors.serving import serve

__all__ = ["app", "jwt"]

templates = Environment(loader=DictLoader({"hello.html": "<!doctype html><h1>Hello {{ name }}</h1>"}), autoescape=True)
app = FastAPI()


@app.get("/", response_class=HTMLResponse)
async def hello() -> str:
    """Say hello."""
    return templates.get_template("hello.html").render(name="world")


serve(app)

"""Every key of the language as a page, from the words of the schema."""

from collections.abc import Iterator
from typing import Any, Final

from sandbox.reading.editing import flow_yaml
from sandbox.scenarios.language.schema import KEYS, json_schema
from sandbox.scenarios.verbs import VERBS


def _verb_models() -> Iterator[tuple[str, str]]:
    """The models of each verb by name, and what the page calls them."""
    for name, spec in VERBS.items():
        yield spec.model.__name__, f"`{name}`"
        for key, (model, _) in spec.parts.items():
            yield model.__name__, f"`{key}` of `{name}`"


_VERBS: Final = dict(_verb_models())
_FILES: Final = {
    "A scenario": ("Scenario", "Source", "Step"),
    "What a step does": tuple(_VERBS),
    "What a step asks and expects": ("Predict", "Option", "Expect", "WhatIf", "Act", "Choice"),
    "A world": ("World", "Issuer", "Audience", "Api", "Client", "Jwks", "User"),
    "Beside them": ("Chapter", "Playlist", "Entry", "Pack"),
}
_NAMES: Final = {
    "Scenario": "The file",
    "Source": "`source`",
    "Step": "A step, in `steps`",
    **_VERBS,
    "Predict": "`predict`",
    "Option": "An answer, in `predict.options`",
    "Expect": "`expect`",
    "WhatIf": "A question, in `what_if`",
    "Act": "`act`",
    "Choice": "A choice, in `act.choices`",
    "World": "The file in `worlds/`",
    "Issuer": "An issuer, in `issuers`",
    "Audience": "An audience, in `audiences`",
    "Api": "An api, in `apis`",
    "Client": "A client, in `clients`",
    "Jwks": "`jwks` of a client",
    "User": "A person, in `users`",
    "Chapter": "`chapter.yaml`",
    "Playlist": "A playlist, in `playlists/`",
    "Entry": "An entry, in `scenarios` of a playlist",
    "Pack": "`pack.yaml`",
}


def key_reference() -> str:
    """The page in Markdown."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    models = {**_models("scenario"), **_models("world"), **_models("chapter"), **_models("playlist"), **_models("pack")}
    yield "# Every key"
    yield ""
    yield "From the models that read the files. A key in **bold** must be there. The same as JSON Schema: `aud schema`."
    yield from _tables(models)
    yield f"\n{_CANNOT}".rstrip("\n")


def _tables(models: dict[str, Any]) -> Iterator[str]:
    for title, names in _FILES.items():
        yield f"\n## {title}"
        for name in names:
            yield f"\n### {_NAMES[name]}\n"
            yield "| key | what it is for | example |"
            yield "| --- | --- | --- |"
            required = models[name].get("required", ())
            for key, (says, example) in KEYS[name].items():
                cell = f"**`{key}`**" if key in required else f"`{key}`"
                yield f"| {cell} | {says}{_choices(models[name]['properties'][key])} | `{_cell(flow_yaml(example))}` |"


_CANNOT = """\
## What cannot be said

- **Bodies.** A `call` sends none, whatever its method, and its path has no query. Of an answer in JSON, `body`
  expects members.
- **Headers at the issuer.** `call` and `fetch` have `headers`; requests for tokens have those of their grant. What
  HTTP or a browser sets itself (`Host`, `Content-Length`, `Cookie` and the like) cannot be said, nor can line
  breaks be sent. Of the headers of an answer, only `WWW-Authenticate` can be expected, by `challenge`.
- **`nonce`, `state` and PKCE.** A sign-in sends new ones each time, and checks what comes back. An ID token has the
  `nonce`, and no scenario can say which.
- **Waiting.** A replay takes no time: nothing expires between two steps. A token that has expired, or is
  not good yet, is made by `mint` with `expires_in` and `not_before_in`.
- **Claims of the specifications.** An honest issuer adds the `claims` of a world's audiences, clients and users;
  those that it writes itself (`iss`, `aud`, `sub`, `exp`, `scope` and the like) are only to be had otherwise by
  `mint` and `tamper`.
"""


def _models(kind: str) -> dict[str, Any]:
    schema = json_schema(kind)
    return {kind.capitalize(): schema, **schema.get("$defs", {})}


def _choices(value: dict[str, Any]) -> str:
    """The words that a key may have, if they are few."""
    found = next(
        (part["enum"] for part in (value, value.get("items", {}), *value.get("anyOf", ())) if "enum" in part), ()
    )
    return f" One of {', '.join(f'`{word}`' for word in found)}." if found else ""


def _cell(text: str) -> str:
    return text.replace("|", r"\|")

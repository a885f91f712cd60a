"""What all tests share."""

import fcntl
import gc
import os
from collections import Counter

import pytest
from hypothesis import settings

from tests.commands.calling import aud
from tests.export.exported_site import Exported

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def anyio_backend() -> str:
    """The one that the product runs on; others may be installed with the tools of the tests."""
    return "asyncio"


@pytest.fixture(scope="session")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The four scenarios of a playlist, exported once."""
    return _exported(tmp_path_factory, "hurried", "--playlist", "hurried")


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """All that is shipped, exported once."""
    return _exported(tmp_path_factory, "everything")


def _exported(tmp_path_factory: pytest.TempPathFactory, name: str, *options: str) -> Exported:
    """An export that the first process of a run writes, and its others read."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    site = folder / name / "site"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not site.exists():
            said = aud("export", site, *options)
            assert said.exit == 0, said.err
    return Exported(site)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test an id of its own: schemathesis gives all operations one, and of those pytest-xdist runs one."""
    for item in items:
        if item.parent is not None and not item.nodeid.endswith(item.name):
            item._id = item.parent._id.child(item.name)
    twice = [id_ for id_, times in Counter(item.nodeid for item in items).items() if times > 1]
    if twice:
        raise pytest.UsageError(f"several tests have the same id, of which only one would be run: {twice[:5]}")


def pytest_collection_finish() -> None:
    """Leave what lasts for the whole run, which is much, out of every later search for garbage."""
    gc.freeze()

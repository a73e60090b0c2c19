"""What the tests of the loaders share."""

import pytest

from lessonlib.datasets import fetch


@pytest.fixture
def fetched(tmp_path, monkeypatch):
    """Stands in for the downloads: `fetched(name, content)` is what `fetch.fetch(name)` returns from then on."""
    files = {}

    def put(name, content):
        files[name] = tmp_path / fetch.REMOTE_FILES[name].file_name
        files[name].write_bytes(content)

    monkeypatch.setattr(fetch, "fetch", lambda name: files[name])
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))
    return put

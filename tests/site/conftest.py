"""The browser that shows the pages."""

import pytest
from chromium import find_chromium


@pytest.fixture(scope="session")
def browser():
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # No sandbox: in a container, and as root, Chromium cannot build one.
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()

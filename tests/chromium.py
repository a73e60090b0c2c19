"""The browser that shows the pages to the tests marked `browser`."""

import os
import shutil


def find_chromium() -> str | None:
    """The path of a Chromium: `LESSONLIB_CHROMIUM`, else one that is installed; None where there is none."""
    names = (os.environ.get("LESSONLIB_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, filter(None, names))), None)

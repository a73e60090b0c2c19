"""Lesson 04 as `make lab` opens it in a real JupyterLab: all cells run, its box used by key and mouse, and kept."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from notebook_cells import CHECKOUT, code_cells

from lessonlib.course.lab import prepare_copies

pytestmark = [pytest.mark.slow, pytest.mark.browser]

LESSON = "04_interpretability.ipynb"
TOKEN = "for-this-test"
MINUTES = 60_000  # milliseconds
# Every cell is in the page, also those that were not scrolled to.
SETTINGS = {"@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"}}


@pytest.fixture
def jupyterlab(tmp_path):
    """The address of a JupyterLab over a fresh learner's copy of the lessons, with settings of its own."""
    prepare_copies(work=tmp_path / "work")
    for name, values in SETTINGS.items():
        path = tmp_path / "settings" / name
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "ServerApp.root_dir": tmp_path / "work",
        "ServerApp.port": port,
        "IdentityProvider.token": TOKEN,
        "LabApp.user_settings_dir": tmp_path / "settings",
        "LabApp.workspaces_dir": tmp_path / "workspaces",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--{name}={value}" for name, value in options.items()]
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    folders = {name: str(tmp_path / name) for name in names}
    with open(tmp_path / "log", "w") as log:
        server = subprocess.Popen(command, env=os.environ | folders, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, (tmp_path / "log").read_text()
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=60)


def test_lesson_04_runs_and_its_box_is_used_by_keyboard_and_mouse_and_leaves_a_still(jupyterlab, browser, tmp_path):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(2 * MINUTES)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{jupyterlab}/lab/tree/{LESSON}?token={TOKEN}")
    # The notebook's own mark says "idle" before there is a kernel, and cells that are run then are not run at all.
    page.get_by_text("| Idle").wait_for()
    number = len(code_cells(CHECKOUT / "notebooks" / LESSON)) - 1  # without the set-up of Colab
    assert number > 20
    page.wait_for_function(
        "number => document.querySelectorAll('.jp-Notebook .jp-CodeCell').length === number", arg=number
    )

    page.get_by_role("menubar").get_by_text("Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    prompts = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt")
    wait_until(page, lambda: "*" in "".join(prompts.all_inner_texts()))  # it has begun
    wait_until(page, lambda: "*" not in "".join(prompts.all_inner_texts()), minutes=8)
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").all_inner_texts() == []

    box = page.get_by_label("headline")
    prediction = page.locator(".jp-OutputArea-output", has=box).locator(".widget-html b").first
    first, still = box.input_value(), page.locator(".headline-still")
    assert prediction.inner_text() and still.is_hidden()

    box.focus()  # by keyboard alone, from here
    page.keyboard.press("Control+A")
    page.keyboard.type("Striker scores twice as team wins cup final")
    wait_until(page, lambda: prediction.inner_text() == "Sports")  # the network's reply comes from the kernel

    box.click(click_count=3)  # by mouse: the whole line is selected
    page.keyboard.type("Bank shares fall as profit drops")
    wait_until(page, lambda: prediction.inner_text() == "Business")

    saved = tmp_path / "work" / LESSON
    page.locator(".jp-Toolbar [data-jp-item-name=save]").click()  # whoever types into a box has no shortcuts there
    wait_until(page, lambda: "headline-still" in saved.read_text(encoding="utf-8"))
    shutil.copy(saved, saved.with_name("kept.ipynb"))
    page.goto(f"{jupyterlab}/lab/tree/kept.ipynb?token={TOKEN}&reset")  # a kernel of its own, which knows of no box
    still.wait_for(state="visible")
    assert first in still.inner_text()
    error = page.get_by_text("Error displaying widget")
    error.wait_for(state="attached")
    assert error.is_hidden()

    elsewhere = {url for url in requests if re.match("(https?|wss?)://", url) and "://127.0.0.1:" not in url}
    assert elsewhere == set()
    page.close()


def wait_until(page, happened, minutes=1):
    """Until `happened()`, for so many minutes at most."""
    for _ in range(120 * minutes):
        if happened():
            return
        page.wait_for_timeout(500)
    assert happened()

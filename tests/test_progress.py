import pytest
import tqdm.notebook

from lessonlib.progress import progress_bar


@pytest.mark.parametrize("kind", [tqdm.tqdm, tqdm.notebook.tqdm])
@pytest.mark.parametrize("disable", [True, False])
def test_the_environment_switches_bars_off_in_a_notebook_too(kind, disable, monkeypatch, capfd):
    monkeypatch.setattr("lessonlib.progress.tqdm", kind)
    monkeypatch.setenv("TQDM_DISABLE", "1")
    assert list(progress_bar("abc", disable=disable)) == list("abc")
    assert capfd.readouterr() == ("", "")


def test_without_it_there_is_a_bar(monkeypatch, capfd):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    list(progress_bar("abc", desc="letters"))
    list(progress_bar("abc", desc="none", disable=True))
    shown = capfd.readouterr().err
    assert "letters: 100%" in shown and "none" not in shown

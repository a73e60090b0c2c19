"""More than one process: training under torchrun, and what the page on more than one machine shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up_headlines import made_up_headlines

from lessonlib.classification.estimator import HeadlineClassifier

CHECKOUT = Path(__file__).resolve().parents[2]
ENVIRONMENT = os.environ | {"LESSONLIB_DEVICE": "cpu", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(CHECKOUT)}


@pytest.mark.slow
def test_two_processes_fit_one_model_and_one_writes_it(tmp_path):
    texts, labels = made_up_headlines(200)
    pd.DataFrame({"title": texts, "category": labels}).to_csv(tmp_path / "table.csv", index=False)
    torchrun = [sys.executable, *"-m torch.distributed.run --standalone --nproc-per-node 2 -m lessonlib train".split()]
    command = [*torchrun, tmp_path / "table.csv", "--out", tmp_path / "model"]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.count("saved") == 1
    asked, true = made_up_headlines(100, seed=9)
    assert np.mean(HeadlineClassifier.load(tmp_path / "model").predict(asked) == np.array(true)) > 0.9


@pytest.mark.nightly
def test_dask_with_two_workers_predicts_what_one_process_does(tmp_path):
    """The recipe of the page, as it stands there."""
    pytest.importorskip("dask.dataframe")
    texts, labels = made_up_headlines(60)
    model = HeadlineClassifier(num_filters=8, num_epochs=5, learning_rate=1e-2).fit(texts, labels)
    model.save(tmp_path / "model.safetensors")
    tables = [made_up_headlines(30, seed)[0] for seed in (2, 3, 4)]
    for number, titles in enumerate(tables):
        pd.DataFrame({"title": titles}).to_csv(tmp_path / f"titles-{number}.csv", index=False)
    page = (CHECKOUT / "site" / "about" / "more-than-one-machine.md").read_text(encoding="utf-8")
    [recipe] = [block for block in re.findall("```python\n(.*?)```", page, re.DOTALL) if "map_partitions" in block]
    (tmp_path / "recipe.py").write_text(recipe, encoding="utf-8")
    subprocess.run([sys.executable, "recipe.py"], cwd=tmp_path, env=ENVIRONMENT, check=True, timeout=300)
    for number, titles in enumerate(tables):
        predicted = pd.read_csv(tmp_path / f"predicted-{number}.csv")
        assert predicted["title"].tolist() == titles
        assert predicted["category"].tolist() == model.predict(titles).tolist()

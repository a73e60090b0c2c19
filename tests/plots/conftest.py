"""For the tests of all figures."""

import matplotlib.pyplot as plt
import pytest


@pytest.fixture(autouse=True)
def described_figures():
    """No figure is drawn without words for those who cannot see it; afterwards all are closed."""
    yield
    described = [bool(plt.figure(number).get_label()) for number in plt.get_fignums()]
    plt.close("all")
    assert all(described)

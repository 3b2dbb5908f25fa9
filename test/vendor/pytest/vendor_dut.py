"""The fixtures of pytest-embedded that the vendor's tests ask for (`pytest -p vendor_dut`)."""

import pytest
from pytest_embedded import device


@pytest.fixture
def config(request):
    """Which sdkconfig of an example a test is for; the scenario has what matters of it."""
    return getattr(request, 'param', None)


@pytest.fixture
def dut(config):
    return device()

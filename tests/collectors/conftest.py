"""An Aws on the embedded AWS, without pace, so that tests are quick."""

import pytest

from collectors.aws import Aws
from tests.collecting import PATIENCE_S, UNPACED, an_embedded_target, use_keys


@pytest.fixture
def an_aws_of(embedded_aws, monkeypatch):
    use_keys(embedded_aws, monkeypatch)

    def make(index=0, **fields):
        target = an_embedded_target(embedded_aws, index, **fields)
        return Aws(target, calls_a_second=UNPACED, answer_s=PATIENCE_S)

    return make

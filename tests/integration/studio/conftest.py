from uuid import uuid4

import pytest

from pixelflare.aws.table import Table
from tests.integration.cloud import Cloud
from tests.integration.studio.workshop import Workshop


@pytest.fixture
def workshop(cloud: Cloud) -> Workshop:
    return Workshop(Table(cloud.variables["CORE_TABLE"]), f"seller{uuid4().hex}")

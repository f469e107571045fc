"""What a reverse proxy says of the visitor, believed only where the settings name one."""

from pathlib import Path

import pytest
from flask import request

from onboarding import create_app
from onboarding.config import read_settings

SAID = {
    "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "arrivals.example.ac.jp",
}


@pytest.mark.parametrize(
    ("number", "address", "secure", "host"),
    [
        ("0", "127.0.0.1", False, "localhost"),
        ("1", "198.51.100.7", True, "arrivals.example.ac.jp"),
    ],
)
def test_headers_of_a_proxy_count_only_where_one_is_named(
    tmp_path: Path, number: str, address: str, secure: bool, host: str
) -> None:
    app = create_app(
        read_settings({"ONBOARDING_DATA": str(tmp_path), "ONBOARDING_PROXIES": number})
    )
    seen = {}

    def look() -> None:
        seen.update(address=request.remote_addr, secure=request.is_secure, host=request.host)

    app.before_request(look)
    answer = app.test_client().get("/healthz", headers=SAID)

    assert seen == {"address": address, "secure": secure, "host": host}
    assert ("Strict-Transport-Security" in answer.headers) is secure

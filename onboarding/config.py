"""Every setting, typed, read once from the environment and `.env`."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from dotenv import dotenv_values

PACKAGE = Path(__file__).resolve().parent
LANGUAGES = ("en", "ja")


def assets() -> Path:
    """Return where templates, translations and workflows lie: beside the package in a checkout,
    inside it once installed from a wheel.
    """
    beside = PACKAGE.parent
    return beside if (beside / "templates" / "_layout").is_dir() else PACKAGE / "assets"


@dataclass(frozen=True, slots=True)
class OpenIdConnect:
    """Where staff sign in with the institution's own account."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one running service; see docs/guide for what each is for."""

    data: Path
    database_url: str
    redis_url: str
    mail_url: str
    mail_from: str
    base_url: str
    workflows: Path
    demo: bool
    testing: bool
    secret_key: str
    data_key: str
    oidc: OpenIdConnect | None
    zone: ZoneInfo
    workers: int
    host: str
    port: int
    proxies: int

    @property
    def files(self) -> Path:
        """Return where stored files lie."""
        return self.data / "files"

    @property
    def own_queue(self) -> bool:
        """Return whether we run our own queue server."""
        return self.redis_url == _own_queue_url(self.data)


def read_settings(environment: dict[str, str] | None = None) -> Settings:
    """Read the settings; `environment` replaces the process's own, as tests do."""
    env = {**dotenv_values(".env"), **os.environ} if environment is None else environment

    def get(name: str, default: str = "") -> str:
        return env.get(name) or default

    data = Path(get("ONBOARDING_DATA", "data")).resolve()
    host, port = get("HOST", "127.0.0.1"), get("PORT", "8000")
    return Settings(
        data=data,
        database_url=_psycopg(get("DATABASE_URL", f"sqlite:///{data / 'onboarding.sqlite3'}")),
        redis_url=get("REDIS_URL", _own_queue_url(data)),
        mail_url=get("MAIL_URL"),
        mail_from=get("MAIL_FROM", "international@example.ac.jp"),
        base_url=get("ONBOARDING_BASE_URL", local_address(host, port)),
        workflows=Path(get("ONBOARDING_WORKFLOWS", str(assets() / "workflows"))).resolve(),
        demo=get("ONBOARDING_DEMO") == "1",
        testing=get("ONBOARDING_TESTING") == "1",
        secret_key=get("ONBOARDING_SECRET_KEY"),
        data_key=get("ONBOARDING_DATA_KEY"),
        oidc=_oidc(get("OIDC_ISSUER"), get("OIDC_CLIENT_ID"), get("OIDC_CLIENT_SECRET")),
        zone=ZoneInfo(get("ONBOARDING_TIMEZONE", "Asia/Tokyo")),
        workers=int(get("ONBOARDING_WORKERS", "2")),
        host=host,
        port=int(port),
        proxies=int(get("ONBOARDING_PROXIES", "0")),
    )


def local_address(host: str, port: str | int) -> str:
    """Return the address under which this machine reaches what listens there."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def _own_queue_url(data: Path) -> str:
    return f"unix://{quote(str(queue_socket(data)))}"


def queue_socket(data: Path) -> Path:
    """Return the socket of our own queue server.

    A socket's path may have 107 bytes at most, so a long data folder gets a short link in the
    temporary folder, named after it.
    """
    plain = data / "queue" / "queue.sock"
    if len(os.fsencode(plain)) < 100 and " " not in str(plain):
        return plain
    name = f"onboarding-{os.getuid()}-{abs(hash_of(str(data))):x}"
    return Path("/tmp") / name / "queue.sock"


def hash_of(text: str) -> int:
    """Return a number for a text that is the same in every process."""
    number = 0
    for byte in text.encode():
        number = (number * 131 + byte) % (1 << 61)
    return number


def _psycopg(url: str) -> str:
    """Name the driver, so that the usual `postgresql://…` works."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _oidc(issuer: str, client_id: str, client_secret: str) -> OpenIdConnect | None:
    return OpenIdConnect(issuer, client_id, client_secret) if issuer and client_id else None

"""Encryption at rest: AES-256-GCM, a key for each case, wrapped by one key of the institution.

The institution's key comes from `ONBOARDING_DATA_KEY`, else from a file of mode 0600 made at
the first start. Without a case's key its sealed facts and files are gone for good: that is how
they are purged.
"""

import base64
import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class Sealer:
    """Seals and opens texts and bytes with one key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal_bytes(self, plain: bytes) -> bytes:
        """Return the nonce and the encrypted bytes."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, None)

    def open_bytes(self, sealed: bytes) -> bytes:
        """Return what was sealed.

        Raises:
            cryptography.exceptions.InvalidTag: another key, or changed bytes.
        """
        return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None)

    def seal(self, plain: str) -> str:
        """Return a text that can be kept in JSON."""
        return base64.b64encode(self.seal_bytes(plain.encode())).decode()

    def open(self, sealed: str) -> str:
        """Return the text that was sealed."""
        return self.open_bytes(base64.b64decode(sealed)).decode()

    def new_key(self) -> str:
        """Return a fresh key, itself sealed."""
        return self.seal(base64.b64encode(secrets.token_bytes(32)).decode())

    def opened(self, wrapped: str) -> "Sealer":
        """Return the sealer of a key made by `new_key`."""
        return Sealer(base64.b64decode(self.open(wrapped)))


def kept_secret(path: Path) -> bytes:
    """Return 32 secret bytes from a file, made with mode 0600 when it is not there yet.

    The file appears whole or not at all, so two processes starting together share one secret.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent) as draft:
            draft.write(base64.b64encode(secrets.token_bytes(32)))
            draft.flush()
            with suppress(FileExistsError):
                os.link(draft.name, path)
    return base64.b64decode(path.read_bytes())

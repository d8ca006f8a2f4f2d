"""The private key that signs heads: a file of its owner's."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from lodestock.ledger.heads import new_key, public_of
from lodestock.records.errors import InputError, Problem, refused

__all__ = ["KEY", "read_key", "write_key"]

KEY = "ledger.key"
"""File of a project that holds the key until its owner moves it away."""


def read_key(folder: Path | None, signing_key: Path | None, *, make: bool = False) -> str:
    """Return the private key that signs heads, hex.

    Parameters
    ----------
    folder : project; None: the current folder
    signing_key : file that holds it; None: what `LODESTOCK_SIGNING_KEY` names, else `KEY` of the project
    make : makes the file where there is none

    Raises
    ------
    InputError : there is none, or it cannot be read
    """
    named = signing_key or (Path(p) if (p := os.environ.get("LODESTOCK_SIGNING_KEY")) else None)
    path = named or (folder or Path.cwd()) / KEY
    try:
        if make and not path.exists():
            with suppress(FileExistsError):  # another process made it meanwhile
                _write_key(path, new_key())
        with path.open(encoding="ascii") as file:
            found = file.read(1000).strip()
        public_of(found)
    except FileNotFoundError:
        remedy = "Give --signing-key FILE, or set LODESTOCK_SIGNING_KEY"
        raise InputError(Problem("signing key", str(path), "is not there", remedy)) from None
    except OSError as error:
        raise InputError(refused(error, path)) from None
    except ValueError:
        remedy = "Give the file that `lodestock ledger init` made: 64 hexadecimal digits"
        raise InputError(Problem("signing key", str(path), "holds no Ed25519 key", remedy)) from None
    return found


def write_key(folder: Path, key: str) -> None:
    """Write the private key of a project's ledger, for its owner alone; one that is there stays."""
    if not (folder / KEY).exists():
        _write_key(folder / KEY, key)


def _write_key(path: Path, key: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key + "\n")

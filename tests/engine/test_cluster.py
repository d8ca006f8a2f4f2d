from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from lodestock.engine import local_cluster
from lodestock.engine.cluster import connect
from lodestock.records.errors import InputError

pytestmark = pytest.mark.alone


def test_without_dask_the_remedy_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError) as caught:
        connect("tcp://127.0.0.1:8786")
    assert str(caught.value) == (
        "--cluster = 'tcp://127.0.0.1:8786': Dask is not installed. "
        "Install it with: pip install 'lodestock[cluster]'."
    )


@pytest.mark.parametrize("address", ["nonsense", "", "http://127.0.0.1:8786", "tcp://127.0.0.1"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InputError, match=r"--cluster.*is no address of a scheduler: .*Give the address that"):
        connect(address)


@pytest.mark.parametrize("answers", [False, True], ids=["closed port", "port that keeps silent"])
def test_an_address_that_nobody_answers_is_refused_soon(
    answers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lodestock.engine.cluster.ANSWER_S", 0.5)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if answers:
            server.listen()
        begin = time.perf_counter()
        with pytest.raises(InputError, match="no scheduler answers within"):
            connect(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        assert time.perf_counter() - begin < 3


def test_a_local_cluster_listens_here_only_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with local_cluster(1) as address:
        assert address.startswith("tcp://127.0.0.1:")
        ours = [psutil.Process(), *psutil.Process().children(recursive=True)]
        sockets = [c for p in ours for c in p.net_connections() if c.status == psutil.CONN_LISTEN]
        assert len(sockets) >= 2 and {c.laddr.ip for c in sockets} == {"127.0.0.1"}
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())


def test_a_script_ends_cleanly_and_leaves_no_process(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from lodestock.engine import open_engine, local_cluster\n"
        "from lodestock.records.protocols import cut_batches\n"
        "def start(batch):\n"
        "    return batch.start\n"
        "if __name__ == '__main__':\n"
        "    with local_cluster(2) as address:\n"
        "        print(list(open_engine(None, address).map(start, cut_batches(4, 2))))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=True
    )
    assert (done.stdout, done.stderr) == ("[0, 2]\n", "")

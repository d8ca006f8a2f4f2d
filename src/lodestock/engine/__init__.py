"""ENGINE: runs work in this process or on a cluster.

In: a pure function of a batch of draws. Out: its results, each batch once and in order, and the same bytes from
one thread, several threads or a Dask cluster. No other room imports Dask.
"""

from __future__ import annotations

from lodestock.engine.choose import local_engine, open_engine
from lodestock.engine.cluster import local_cluster
from lodestock.engine.dask import Dask
from lodestock.engine.threads import Serial, Threads

__all__ = ["Dask", "Serial", "Threads", "local_cluster", "local_engine", "open_engine"]

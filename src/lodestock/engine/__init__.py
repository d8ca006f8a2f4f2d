"""ENGINE: where work runs.

In: a pure function of a batch of scenarios. Out: its results, each batch once and in order, the same bytes from one
thread, several, or a Dask cluster. Dask lives here and nowhere else.
"""

from __future__ import annotations

from lodestock.engine.choose import engine
from lodestock.engine.cluster import local_cluster
from lodestock.engine.dask import Dask
from lodestock.engine.threads import Serial, Threads

__all__ = ["Dask", "Serial", "Threads", "engine", "local_cluster"]

"""WEB: the programme in a browser, on this machine only.

In: a `lodestock.screens.Shelf`. Out: pages over HTTP, and one self-contained page as a file. Nothing here computes, and
nothing asks another machine. No other room imports FastAPI, Starlette, uvicorn or Jinja2.
"""

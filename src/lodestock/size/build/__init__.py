"""BUILD: facts, card and inputs -> the arrays that draws are made from.

One module per part of the hazard; the module of the same name in `draw` draws from it.
"""

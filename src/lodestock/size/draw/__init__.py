"""DRAW: arrays, seed and index -> what happens in one draw, and supply and gaps of its items. numba lives here."""

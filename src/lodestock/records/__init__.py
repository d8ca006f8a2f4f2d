"""What things are: ids, units, frames, scenarios, plans, protocols and errors.

In: nothing. Out: types that every room speaks in. No file, clock or environment is read here.
"""

"""The ledger: what the programme has promised, paid, received and released.

In: commands of people, and the events recorded before. Out: new events or a refusal; state and reports are folds of the
events. No file, clock, database or environment is read here.
"""

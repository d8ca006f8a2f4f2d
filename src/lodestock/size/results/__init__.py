"""RESULTS: draws -> shortfalls, causes, waterfalls, and the loss that PLAN sees."""

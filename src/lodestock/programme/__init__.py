"""PROGRAMME: use cases that wire the rooms.

In: what a user asks for (a folder, a card, a budget). Out: documents for scripts, frames for people, and a
project's run folder. The only room that knows the others.
"""

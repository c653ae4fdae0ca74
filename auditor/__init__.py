"""Recomputes the numbers in engineering documents and says which statements hold."""

__version__ = "0.1.0"

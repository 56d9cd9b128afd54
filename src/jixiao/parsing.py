"""Placeholder."""
def read_criterion(text, **kw): return None

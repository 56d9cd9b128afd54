"""Placeholder."""
from typing import Any
Criterion = Any
Unreadable = Any

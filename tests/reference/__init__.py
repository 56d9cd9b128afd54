"""An independent reading of the scoring rules, and the product held against it."""

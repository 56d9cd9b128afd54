"""Formats: one file for each, from the bytes of a document to its `Grid`s.

Nothing here knows what a target table is; `jixiao.reading.layout` does.
"""

"""The pages of a PDF as plain tables, read where a hostile file can do no harm: in a child process.

The modules of this package import nothing of jixiao: the child starts them by
themselves, for importing the whole library would take longer than reading a form.
They hand plain values to `jixiao.reading.formats.pdf`, which makes grids of them.
"""

"""Fuzzing: damaged values and documents must end in a value or in a `JixiaoError`, in time.

    python -m fuzz --seconds 300              every target, a share of the time each
    python -m fuzz --seconds 60 xlsx value    these targets only
    python -m fuzz xlsx --seed 7 --only 1234  one input again, as a failure names it

An input is made from its target, the seed and its number alone, so that a failure can
be made again anywhere. The command line is in `__main__`, the ways to damage a text or a
file in `mutation`, the good documents they start from in `starts`, and what is done with an
input, and what may come out, in `targets`.
"""

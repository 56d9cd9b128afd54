"""``python -m fuzz.guided TARGET``: the same targets, led by which code an input reaches.

What is behind the name is passed on to libFuzzer: ``-runs=``, ``-max_total_time=``,
``-rss_limit_mb=``. Inputs that reach new code are kept in ``fuzz/corpus/TARGET``; the few that
all runs begin with stand in ``fuzz/seeds/TARGET``. Needs atheris (Linux).
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Fuzz the target named on the command line until libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["jixiao"]):
        from jixiao.errors import JixiaoError

        from .targets import TARGETS, input_of, warm
    logging.disable(logging.CRITICAL)
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"python -m fuzz.guided TARGET; {', '.join(TARGETS)}")
    name, options = sys.argv[1], sys.argv[2:]
    target = TARGETS[name]
    corpus = HERE / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number in range(20):
        start = corpus / f"start-{number}"
        if not start.exists():
            start.write_bytes(input_of(target, seed=0, number=number))
    warm()

    def one(data: bytes) -> None:
        try:
            target.use(data)
        except (JixiaoError, UnicodeDecodeError):
            # Bytes that are no text never reach the library: it takes a str there.
            return

    seeds = [str(one) for one in (HERE / "seeds" / name,) if one.is_dir()]
    limits = ["-rss_limit_mb=2048", "-timeout=20", "-max_len=65536"]
    atheris.Setup([sys.argv[0], *limits, *options, str(corpus), *seeds], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""Measure what the project promises, one thing after another.

Usage: make bench, or .venv/bin/python -m tests.bench [engine|planning|check|filing|season ...]
"""

import subprocess
import sys

PARTS = {
    "engine": "One action of the engine",
    "planning": "Planning back one case",
    "documents": "Documents from a warm worker",
    "workers": "1,000 papers by two workers",
    "desk": "The desk with 100,000 cases",
    "import": "A list of 10,000 rows",
    "move": "What moving 1,000 cases would do",
    "check": "Proving definitions",
    "filing": "Filing the applications of 200 cases",
    "season": "A season of 1,000 arrivals",
}


def main() -> int:
    """Run each part in a process of its own; return how many failed."""
    chosen = [name for name in PARTS if name in sys.argv[1:]] or list(PARTS)
    failed = 0
    for name in chosen:
        print(f"\n== {PARTS[name]}", flush=True)
        failed += (
            subprocess.run([sys.executable, "-m", f"tests.bench.bench_{name}"]).returncode != 0
        )
    return failed


sys.exit(main())

"""Run all of them, or those named: `python -m benchmarks [p01 p16 …]`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(wanted: list[str]) -> int:
    found = {path.stem.partition("_")[0]: path.stem for path in sorted(HERE.glob("p[0-9][0-9]_*.py"))}
    if unknown := sorted(set(wanted) - found.keys()):
        print(f"There is no {', '.join(unknown)}. There are: {', '.join(found)}.", file=sys.stderr)
        return 2
    failed = [name for name in wanted or found if not _passes(found[name])]
    print(f"\nMissed: {', '.join(failed)}." if failed else "\nAll goals are met.")
    return 1 if failed else 0


def _passes(module: str) -> bool:
    return subprocess.run([sys.executable, "-m", f"benchmarks.{module}"], check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

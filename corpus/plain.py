"""Practice reports as plain input, without any annotation: JSON lines for ``sourceline
add -``.

python -m corpus.plain [--list FILE]      the reports named in FILE, else all
"""

import argparse
import json
import sys
from pathlib import Path

from corpus.reader import reports

SAMPLE = Path(__file__).parent / "sample" / "project.txt"


def main() -> None:
    """Print one JSON object a report, in order of id; exit 1 where one is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", type=Path)
    args = parser.parse_args()
    listed = {r.id: r for r in reports()}
    wanted = sorted(listed)
    if args.list:
        lines = args.list.read_text(encoding="utf-8").splitlines()
        wanted = [x.strip() for x in lines if x.strip() and not x.startswith("#")]
    missing = [x for x in wanted if x not in listed]
    if missing:
        sys.exit(f"no such practice report: {', '.join(missing)}")
    for name in wanted:
        report = listed[name]
        row = {
            "id": name,
            "text": report.text,
            "published": report.head.get("published"),
            "publisher": report.head.get("outlet"),
        }
        print(json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False))


if __name__ == "__main__":
    main()

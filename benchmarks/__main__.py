"""`make bench`: measure the main pages, all or those whose names hold the words given; exit code 1 where one misses."""

import sys

from benchmarks.room import scratch_database

if __name__ == "__main__":
    with scratch_database():
        from benchmarks import report

        missed = report.run(sys.argv[1:])
    sys.exit(1 if missed else 0)

#!/usr/bin/python3
"""Asks a daemon the questions of cases/, and says where its answers differ from the real engines'.

  capture.py run --host unix:///path --out DIR --registry HOST:PORT [--auth-registry HOST:PORT] [--evil HOST:PORT] [--corpus DIR]
                 [--versions 1.40,bare] [--groups pulls,reading] [--cli cli-28.2.2=/path/to/docker] [--only REGEX] [--map FROM=TO]
  capture.py compare DIR [--versions 1.40,bare] [--only REGEX] [--all]

EVERY image of the daemon at --host is removed, again and again: give it one made for this, on the same loopback as the script.
compare's exit code is 1 when a difference is not in differences.tsv, or a row of it no longer occurs (among the versions compared).
"""
import argparse, collections, os, re, sys, time

sys.dont_write_bytecode = True
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(here))
from golden.compare import compare, judge, table
from golden.run import CANON, Run
from golden.scenario_change import changing
from golden.scenario_cli import cli
from golden.scenario_events import events
from golden.scenario_load import loading
from golden.scenario_pull import pulls
from golden.scenario_push import pushing
from golden.scenario_read import reading
from golden.scenario_registry import registry
from golden.scenario_system import others, system

GROUPS = [pulls, reading, changing, loading, pushing, events, system, others, registry]
VERSIONS = "1.24,1.25,1.30,1.32,1.37,1.40,1.43,1.44,1.45,1.46,1.47,1.48,1.49,1.50,1.51,1.52,1.53,1.54,1.55,bare"


def run(a):
    os.makedirs(a.out, exist_ok=True)
    r = Run(a)
    r.versions = a.versions.split(",") if a.versions else []
    r.api([g for g in GROUPS if not a.groups or g.__name__ in a.groups.split(",")])
    for x in a.cli:
        t = time.time()
        name, _, path = x.partition("=")
        cli(r, name, path)
        r.store.write()
        print("%s: %.0f s, %d cases" % (name, time.time() - t, len(r.store.cases)), flush=True)


def report(a):
    only = re.compile(a.only or "")
    findings = [f for f in compare(os.path.join(here, "cases"), a.dir, set(a.versions.split(","))) if only.search(f.case)]
    left, idle = judge(findings, table(os.path.join(here, "differences.tsv")))
    by_case = collections.OrderedDict()
    for f in findings if a.all else left:
        by_case.setdefault((f.case, f.difference), []).append(f.version)
    last = None
    for (case, difference), versions in by_case.items():
        if case != last:
            print(case)
        last = case
        print("    %s   at %s" % (difference[:300], " ".join(versions)))
    for row in idle:
        print("differences.tsv:%d explains nothing any more: %s" % (row.line, row.reason))
    print("%d differences, %d of them not in the table; %d rows explain nothing" % (len(findings), len(left), len(idle)))
    return 1 if left or idle else 0


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = ap.add_subparsers(dest="mode", required=True)
    p = sub.add_parser("run")
    p.add_argument("--host", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--registry", default=CANON["registry"])
    p.add_argument("--auth-registry")
    p.add_argument("--evil")
    p.add_argument("--corpus", help="the corpus' folder: which hostile images there are")
    p.add_argument("--versions", default=VERSIONS)
    p.add_argument("--cli", action="append", default=[], metavar="NAME=PATH")
    p.add_argument("--only", help="records only the cases whose names match (the scenario still runs, but for reads)")
    p.add_argument("--groups", help="some of " + ",".join(g.__name__ for g in GROUPS))
    p.add_argument("--map", action="append", default=[], metavar="FROM=TO", help="text to replace in what is recorded")
    p = sub.add_parser("compare")
    p.add_argument("dir")
    p.add_argument("--versions", default=VERSIONS)
    p.add_argument("--only")
    p.add_argument("--all", action="store_true", help="also the differences that the table explains")
    a = ap.parse_args()
    sys.exit(run(a) if a.mode == "run" else report(a))


if __name__ == "__main__":
    main()

"""Compares a recording with the engines' answers; what differs must stand in the table of differences."""
import collections, json, os, re

from golden.files import parse
from golden.normal import normal

CHANCE_ORDER = re.compile(r"docker (images|image ls|image list|image prune|system prune|system df)")   # rows of one age, deletions
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def flat(v, path=""):
    if isinstance(v, dict):
        yield path + "{}", " ".join(sorted(v))
        for k, x in v.items():
            yield from flat(x, path + "." + k)
    elif isinstance(v, (list, tuple)):
        yield path + "[]", len(v)
        for i, x in enumerate(v):
            yield from flat(x, "%s[%d]" % (path, i))
    else:
        yield path, v


def key_order(v):
    if isinstance(v, dict):
        return [list(v)] + [key_order(x) for x in v.values()]
    return [key_order(x) for x in v] if isinstance(v, list) else None


def cli_differences(a, b):
    out = []
    for k in ("exit", "stdout", "stderr", "screen"):
        x, y = a.get(k), b.get(k)
        if x == y:
            continue
        if isinstance(x, list) and isinstance(y, list):
            lines = ["%s: - %s" % (k, l) for l in x if l not in y] + ["%s: + %s" % (k, l) for l in y if l not in x]
            out += lines or ([] if CHANCE_ORDER.search(a["cmd"]) else [k + ": other order"])
        else:
            out.append("%s: %s != %s" % (k, x, y))
    return out


def differences(a, b):
    """one line for each difference: where it is, a colon, theirs != ours"""
    if "cmd" in a:
        return cli_differences(a, b)
    out = []
    code = lambda x: (x["status"].split(" ") + ["", ""])[1] or x["status"]
    if code(a) != code(b):
        out.append("status: %s != %s" % (code(a), code(b)))
    ct = lambda x: next((y.partition(": ")[2] for y in x["headers"] if y.lower().startswith("content-type")), "none")
    if ct(a) != ct(b):
        out.append("Content-Type: %s != %s" % (ct(a), ct(b)))
    if a["kind"] != b["kind"]:
        out.append("kind: %s != %s" % (a["kind"], b["kind"]))
    fa, fb = dict(flat(a.get("body"))), dict(flat(b.get("body")))
    text = lambda v: json.dumps(v, ensure_ascii=False)
    for k in list(fa) + [k for k in fb if k not in fa]:
        if fa.get(k, "absent") != fb.get(k, "absent"):
            out.append("body%s: %s != %s" % (k, text(fa.get(k, "absent")), text(fb.get(k, "absent"))))
    if not out and key_order(a.get("body")) != key_order(b.get("body")):
        out.append("body: order of members")
    return out


def load(d):
    return {os.path.relpath(os.path.join(p, f), d)[:-4]: parse(os.path.join(p, f)) for p, _, fs in os.walk(d) for f in fs if f.endswith(".txt")}


def digests(cases):
    return set(DIGEST.findall("\n".join(s.get(k, "") for v in cases.values() for _, s in v for k in ("body", "stdout", "response", "screen"))))


def engine_of(version):
    """20.10 tells what clients below 1.40 were made for; newer ones are answered as HEAD answers them"""
    return "HEAD" if version == "bare" or tuple(map(int, version.split("."))) >= (1, 40) else "20.10"


def anonymous(section):
    """without digests: the graph driver's image IDs are those of configs, so only where they stand can be compared"""
    return json.loads(re.sub(r"<(digest|id) \d+>|<short id>", "<digest>", json.dumps(normal(section, set()))))


Row = collections.namedtuple("Row", "case versions difference reason line")
Finding = collections.namedtuple("Finding", "case version difference")


def table(path):
    """the rows of a differences table: regular expressions of case, version and difference, and the reason"""
    rows = []
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if line.strip() and not line.startswith("#"):
                case, versions, difference, reason = line.rstrip("\n").split("\t")
                rows.append(Row(re.compile(case), re.compile(versions), re.compile(difference), reason, number))
    return rows


def compare(golden, mine, versions):
    """every Finding between the engines' answers below golden and the recording below mine; cases that were not asked are findings too"""
    theirs, ours = load(golden), load(mine)
    keep = digests(theirs) & digests(ours)
    out = []
    for case in sorted(theirs):
        answers = {v: s for vs, s in ours.get(case, []) for v in vs}
        for labels, section in theirs[case]:
            for label in labels:
                engine, version = label.split("/")
                if version not in versions or (case.startswith("api/") and engine != engine_of(version)):
                    continue
                if version not in answers:
                    out.append(Finding(case, version, "not asked: "))
                    continue
                read = (lambda s: normal(s, keep)) if engine == "HEAD" else anonymous
                out += [Finding(case, version, d) for d in differences(read(section), read(answers[version]))]
    return out


def judge(findings, rows):
    """findings that no row explains, and rows that explain nothing"""
    used, left = set(), []
    for f in findings:
        row = next((r for r in rows if r.case.fullmatch(f.case) and r.versions.fullmatch(f.version) and r.difference.match(f.difference)), None)
        if row:
            used.add(row)
        else:
            left.append(f)
    return left, [r for r in rows if r not in used]

"""The normal form in which two answers are compared: what differs by time, machine or chance is masked."""
import collections, itertools, json, re


RECENT = 1748736000   # June 2025: whatever is later was made by the run; the corpus is older
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d(?: UTC)?)?")
SIZES = {"Size", "SharedSize", "VirtualSize", "LayersSize", "TotalSize", "Reclaimable", "SpaceReclaimed", "Content", "Total", "Unpacked",
         "SizeRw", "SizeRootFs", "size_rw", "UniqueSize", "reclaimed"}
CLOCKS = {"Created", "time", "timeNano", "CreatedAt", "LastTagTime"}
# of the machine and the build: masked in /info and /version
ENGINE = {"NFd", "NGoroutines", "MemTotal", "SystemTime", "ID", "Name", "KernelVersion", "NEventsListener", "NCPU", "OperatingSystem", "OSVersion",
          "ServerVersion", "GitCommit", "GoVersion", "BuildTime", "Expected", "Version", "DockerRootDir", "CgroupVersion", "CgroupDriver"}
# by chance: masked everywhere
CHANCE = {"Pid", "SandboxID", "SandboxKey", "EndpointID", "MacAddress", "NetworkID", "LastUsedAt"}
OPTIONAL = re.compile(r"^(Downloading|Extracting|Waiting|Verifying Checksum|Download complete|Pulling fs layer|Pushing|Preparing|Retrying in .*|Loading layer)$")


def clean(s, ids, keep):
    def dig(m):
        return m[0] if m[0] in keep else "<digest %d>" % ids.setdefault(m[0], len(ids) + 1)
    s = re.sub(r"sha256:[0-9a-f]{64}", dig, s)
    s = re.sub(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", lambda m: m[0] if "sha256:" + m[0] in keep else "<id %d>" % ids.setdefault(m[0], len(ids) + 1), s)
    short = {k[7:19] for k in keep} | {k[7:27] for k in keep}
    s = re.sub(r"(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])", lambda m: m[0] if m[0] in short or m[0].isdigit() else "<short id>", s)
    s = TIME.sub(lambda m: m[0] if m[0][:7] < "2025-06" else "<time>", s)
    s = re.sub(r"after \d+(\.\d+)?m?s|in \d+(\.\d+)?m?s\b", "<span>", s)
    s = re.sub(r"(lookup \S+) on \S+: .*", r"\1: <dns>", s)
    s = re.sub(r"127\.0\.0\.1:\d{5}->", "127.0.0.1:<port>->", s)
    s = re.sub(r"linux/amd64/v[1-4]", "linux/amd64<variant>", s)
    s = re.sub(r"(invalid filter '\S+?=\[)([^\]]*)", lambda m: m[1] + " ".join(sorted(m[2].split())), s)
    s = re.sub(r"Mounted from \S+", "Mounted from <repository>", s)
    return re.sub(r"docker-builder\d+|buildkit\d+|/tmp/[A-Za-z0-9_.-]*\d{5,}", "<temp>", s)


def norm(v, ids, keep, key="", masks=frozenset(CHANCE)):
    if isinstance(v, dict):
        return {clean(k, ids, keep): norm(x, ids, keep, k, masks) for k, x in v.items()}
    if isinstance(v, list):
        if v and all(isinstance(x, dict) and "RepoTags" in x and "Created" in x for x in v):   # images of one age come in any order
            v = [x for _, g in itertools.groupby(v, lambda x: x["Created"]) for x in sorted(g, key=lambda x: (x["RepoTags"] or [], x["RepoDigests"] or [], x["Id"]))]
        if v and all(isinstance(x, dict) and "IPAM" in x for x in v):
            v = sorted(v, key=lambda x: x["Name"])
        out = [norm(x, ids, keep, key, masks) for x in v]
        return sorted(out, key=json.dumps) if key in ("ImagesDeleted", "ContainersDeleted", "NetworksDeleted", "Pull") else out   # these come in any order
    if isinstance(v, bool) or v is None:
        return v
    if key in SIZES and isinstance(v, (int, float)):
        return "<size>" if v > 0 else v
    if key == "reclaimed":
        return "<size>"
    if isinstance(v, (int, float)):
        return "<now>" if key in CLOCKS and v > RECENT else ("<value>" if key in masks else v)
    if key in masks and v:
        return "<value>"
    if key in ("Name", "Names", "name") and re.match(r"^/?[a-z]+_[a-z]+\d?$", v):
        return "<a name given by the daemon>"
    return clean(v, ids, keep)


def norm_stream(rows, ids, keep):
    """rows without id in their order; of every id the statuses that do not depend on speed; ids sorted"""
    plain, per = [], collections.OrderedDict()
    for r in rows:
        if isinstance(r, dict) and "id" in r and "progressDetail" in r:
            st = clean(r.get("status", ""), ids, keep)
            seq = per.setdefault(r["id"], [])
            if not OPTIONAL.match(st) and st not in seq:
                seq.append(st)
        elif isinstance(r, dict) and "progressDetail" in r:
            x = {k: ("…" if k in ("progressDetail", "progress") else v) for k, v in r.items()}
            if norm(x, ids, keep) not in plain:
                plain.append(norm(x, ids, keep))
        else:
            plain.append(norm(r, ids, keep))
    return [plain, sorted((clean(k, ids, keep), v) for k, v in per.items() if v)]


AGO = re.compile(r"(?:About |Less than )?(?:an?|\d+) (?:second|minute|hour|day|week|month|year)s?(?: ago)?|Less than a second(?: ago)?")
BYTES = re.compile(r"\b\d+(?:\.\d+)? ?[kKMGT]?i?B\b")


def norm_cli(s, ids, keep):
    s = clean(AGO.sub("<ago>", s), ids, keep)
    s = re.sub(r" on \d+[\d.:\[\]]*: dial.*", " on <dns>", s)
    s = re.sub(r'("time(?:Nano)?":)\d+', r"\1<now>", s)
    s = re.sub(r"(Runtimes: )(.*)", lambda m: m[1] + " ".join(sorted(m[2].split())), s)
    s = BYTES.sub(lambda m: m[0] if m[0] in ("0B", "0 B") else "<size>", s)
    out = []
    for line in s.splitlines():
        m = re.match(r"^(<short id>|[0-9a-f]{12}): (.*)$", line)
        if m and OPTIONAL.match(m[2]):
            continue
        out.append(re.sub(r" {2,}", "  ", line).rstrip())
    return sorted(out) if any(re.match(r"^(<short id>|[0-9a-f]{12}): ", x) for x in out) else out


def normal(sec, keep):
    """a section of a case file (dict: request, response, kind, body) in the form that is compared"""
    ids = {}
    if "cmd" in sec:
        return {k: (sec[k] if k in ("cmd", "exit") else norm_cli(sec[k], ids, keep)) for k in sec if k != "raw"}
    out = {"status": sec["response"].split("\n")[0], "headers": [], "kind": sec["kind"].split(",")[0]}
    for h in sec["response"].split("\n")[1:]:
        k, _, v = h.partition(": ")
        low = k.lower()
        out["headers"].append(k if low in ("date", "content-length", "server", "api-version", "etag", "x-docker-container-path-stat") else clean(h, ids, keep))
    kind, body = sec["kind"].split(",")[0], sec["body"]
    try:
        if kind == "json":
            of_engine = re.match(r"GET \S*/(info|version)[ ?]", sec["request"])
            out["body"] = norm(json.loads(body), ids, keep, "", ENGINE | CHANCE if of_engine else CHANCE)
        elif kind == "stream":
            out["body"] = norm_stream([json.loads(x) for x in body.splitlines() if x and x != "..."], ids, keep)
        else:   # in a tar, the length of names of registries shows in the sizes of two files
            out["body"] = [clean(re.sub(r"^(f 644) \d+ (index|manifest)\.json$", r"\1 <size> \2.json", x), ids, keep) for x in body.splitlines()]
    except ValueError:
        out["body"] = [clean(x, ids, keep) for x in body.splitlines()]
    return out

"""The case files: reading, writing, and the text of answers."""
import collections, io, json, os, re, tarfile

from golden.normal import normal


MARK = re.compile(r"^(=== versions .*|=== run .*|--- request|--- response|--- body .*|--- command|--- exit .*|--- stdout|--- stderr|--- terminal|--- screen)$")


def show(labels):
    """1.40 1.43 bare, or of several engines HEAD: 1.40 1.43; 20.10: 1.24"""
    if not any("/" in x for x in labels):
        return " ".join(labels)
    groups = collections.OrderedDict()
    for x in labels:
        groups.setdefault(x.split("/")[0], []).append(x.split("/")[1])
    return "; ".join(e + ": " + " ".join(v) for e, v in groups.items())


def unshow(text):
    """what show shows, back to a list"""
    if ":" not in text:
        return text.split(" ")
    return [e.split(": ")[0] + "/" + v for e in text.split("; ") for v in e.split(": ")[1].split(" ")]


def dump(what, variants):
    out = ["# " + what, ""]
    for versions, s in variants:
        if "cmd" in s:
            out += ["=== run " + show(versions), "--- command", s["cmd"], "--- exit " + s["exit"]]
            for k in ("stdout", "stderr", "terminal", "screen"):
                if k in s and (s[k] or k in ("stdout", "terminal")):
                    out += ["--- " + k] + ([s[k]] if s[k] else [])
        else:
            out += ["=== versions " + show(versions), "--- request", s["request"], "--- response", s["response"], "--- body " + s["kind"]]
            out += [s["body"]] if s["body"] else []
        out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def parse(path):
    variants, cur, key = [], None, None
    with open(path, encoding="utf-8", newline="\n") as f:
        lines = f.read().split("\n")
    for line in lines:
        if MARK.match(line):
            if line.startswith("==="):
                cur = {}
                variants.append((unshow(line.split(" ", 2)[2]), cur))
                key = None
            else:
                word = line[4:].split(" ", 1)
                key = {"command": "cmd"}.get(word[0], word[0])
                if key == "exit":
                    cur["exit"], key = word[1], None
                else:
                    if key == "body":
                        cur["kind"] = word[1]
                    cur[key] = []
        elif key:
            cur[key].append(line)
    for _, s in variants:
        for k in list(s):
            if isinstance(s[k], list):
                while s[k] and s[k][-1] == "":
                    s[k].pop()
                s[k] = "\n".join(s[k])
        if "cmd" in s:
            for k in ("stderr",):
                s.setdefault(k, "")
            if "terminal" not in s:
                s.setdefault("stdout", "")
    return variants


class Store:
    def __init__(self, out, keep, subst):
        self.out, self.keep, self.subst, self.cases = out, keep, subst, collections.OrderedDict()

    def add(self, name, what, version, sec):
        sec = {k: self.subst(v) for k, v in sec.items()}
        case = self.cases.setdefault(name, [self.subst(what), []])
        n = json.dumps(normal(sec, self.keep), sort_keys=False)
        for versions, s, have in case[1]:
            if have == n:
                versions.append(version)
                return
        case[1].append(([version], sec, n))

    def write(self):
        rows = []
        for name, (what, variants) in self.cases.items():
            p = os.path.join(self.out, name + ".txt")
            os.makedirs(os.path.dirname(p), exist_ok=True)
            with open(p, "w", encoding="utf-8", newline="\n") as f:
                f.write(dump(what, [(v, s) for v, s, _ in variants]))
            for versions, _, _ in variants:
                rows.append((name, versions[0], "recorded"))
                rows += [(name, v, "same as " + versions[0]) for v in versions[1:]]
        with open(os.path.join(self.out, "index.tsv"), "w", encoding="utf-8") as f:
            f.write("".join("\t".join(r) + "\n" for r in rows))

def rows_text(text):
    """one object a line; of repeated rows of one id and status the first and the last"""
    rows, out = [x for x in re.split(r"[\r\n\x1e]+", text) if x.strip()], []
    ident = lambda x: (x.get("id"), x.get("status")) if isinstance(x, dict) and "progressDetail" in x else None
    seen = {}
    parsed = []
    for r in rows:
        try:
            parsed.append((r, ident(json.loads(r))))
        except ValueError:
            parsed.append((r, None))
    last = {k: i for i, (_, k) in enumerate(parsed) if k}
    for i, (r, k) in enumerate(parsed):
        if k is None or k not in seen or last[k] == i:
            out.append(r)
        if k:
            seen[k] = 1
    return "\n".join(out)


def tar_text(raw):
    """mode, size and name of each entry, then the small JSON files"""
    out = []
    try:
        t = tarfile.open(fileobj=io.BytesIO(raw))
        for m in t:
            out.append("%s %o %d %s%s" % ({b"5": "d", b"2": "l"}.get(m.type, "f"), m.mode, m.size, m.name, " -> " + m.linkname if m.linkname else ""))
        for m in t.getmembers():
            if m.isfile() and m.size < 30000:
                try:
                    v = json.loads(t.extractfile(m).read())
                except ValueError:
                    continue
                if isinstance(v, (dict, list)):
                    out += ["", "%s:" % m.name, json.dumps(v, indent=1, ensure_ascii=False)]
    except (tarfile.TarError, EOFError) as e:
        out.append("not a tar: %s" % e)
    return "\n".join(out)


def body_text(a, method):
    raw = a.raw
    if not raw:
        return "empty" + (", " + a.note if a.note else ""), ""
    if a.header("Content-Type") == "application/x-tar":
        return "tar", tar_text(raw)
    text = raw.decode("utf-8", "backslashreplace")
    note = ", " + a.note if a.note else ""
    try:
        v = json.loads(text)
        stream = text.endswith("\r\n") or a.header("Content-Type") in ("application/jsonl", "application/x-ndjson", "application/json-seq")
        if not stream and isinstance(v, (dict, list)):
            return "json, compact%s%s" % (", ends with a newline" if text.endswith("\n") else "", note), json.dumps(v, indent=1, ensure_ascii=False)
    except ValueError:
        pass
    if text.lstrip("\x1e").startswith("{") and (text.count("\n") > 1 or "\r\n" in text or "\x1e" in text):
        sep = "rows end with \\r\\n" if "\r\n" in text else "rows end with \\n"
        return "stream, " + sep + (", begin with \\x1e" if "\x1e" in text else "") + note, rows_text(text)
    if text.startswith("{") and text.endswith("\n"):
        return "stream, rows end with \\n" + note, rows_text(text)
    if any(ord(c) < 32 and c not in "\n\t\r" for c in text):
        text = "\n".join(repr(x)[1:-1] for x in text.split("\n"))
    return "text" + (", ends with a newline" if text.endswith("\n") else "") + note, text.rstrip("\n").replace("\r\n", "\n")

# shellcheck shell=bash
# What build.sh and registry.sh share. Sourced, not run.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
C=${CORPUS_DIR:-${HOME:-/root}/.cache/image-corpus}
# the distribution's own Python where there is one: version managers' shims start slowly
PY=/usr/bin/python3; [ -x "$PY" ] || PY=$(command -v python3) || { echo "python3 (3.9 or newer) is needed" >&2; exit 1; }
export PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive PATH=$PATH:/usr/sbin:/sbin
umask 022

say() { printf '%(%H:%M:%S)T  %s\n' -1 "$*"; }
die() { echo "${0##*/}: $*" >&2; exit 1; }
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; exit "${1:-2}"; }   # the comment that the script begins with

# need COMMAND:PACKAGE...: installs the packages of the commands that are missing, or says which to install
need() {
  local x miss=() i log
  for x in "$@"; do
    command -v "${x%%:*}" >/dev/null || miss+=("${x#*:}")
  done
  [ ${#miss[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "missing packages; as root: apt-get install -y --no-install-recommends ${miss[*]}"
  log=$(mktemp)
  for i in 1 2 3; do
    if apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=600 "${miss[@]}" >"$log" 2>&1; then rm -f "$log"; return 0; fi
    # lists that are missing, old or just being written by someone else
    sleep $(((i - 1) * 10)); apt-get update -qq >>"$log" 2>&1 || true
  done
  tail -20 "$log" >&2; rm -f "$log"
  die "could not install: apt-get install -y --no-install-recommends ${miss[*]}"
}

# ---- processes: ended by the number that was noted when they were started, never by name ----

born() { local s; s=$(cat "/proc/$1/stat" 2>/dev/null) || return 1; s=${s##*) }; set -- $s; echo "${20}"; }   # start time: tells a reused number
pid_note() { echo "$2 $(born "$2")" >"$1"; }                                      # pid_note FILE PID
pid_of() { local p='' b=''; [ -e "$1" ] && read -r p b <"$1" && [ -n "$b" ] && [ "$(born "$p")" = "$b" ] && echo "$p"; }   # pid_of FILE: if it still runs
pid_end() { # pid_end FILE: asks it to end, waits, insists
  local p i; p=$(pid_of "$1") || { rm -f "$1"; return 0; }
  kill "$p" 2>/dev/null || true
  for ((i = 0; i < 150; i++)); do pid_of "$1" >/dev/null || break; sleep .1; done
  if pid_of "$1" >/dev/null; then kill -9 "$p" 2>/dev/null || true; fi
  rm -f "$1"
}
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# serve NAME PIDFILE PORT LOG COMMAND...: starts a server on 127.0.0.1:PORT in the background and waits until it listens
serve() {
  local name=$1 pidfile=$2 port=$3 log=$4 i; shift 4
  ! listening "$port" || die "port $port ($name) is taken by another program; choose one by REGISTRY_PORT, EVIL_PORT or PROXY_PORT"
  setsid "$@" >"$log" 2>&1 </dev/null 9>&- &
  pid_note "$pidfile" $!
  for ((i = 0; i < 200; i++)); do
    pid_of "$pidfile" >/dev/null || break
    ! listening "$port" || return 0
    sleep .1
  done
  tail -5 "$log" >&2; pid_end "$pidfile"; die "$name did not start on port $port (log: $log)"
}

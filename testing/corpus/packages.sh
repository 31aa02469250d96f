# shellcheck shell=bash
# Debian packages as root filesystems, and layers made of them. Sourced by build.sh.

# ---- packages -------------------------------------------------------------------------------------------------

# The lines "URI SUITE COMPONENT" of Debian itself among the machine's own apt sources, of whichever style.
# shellcheck disable=SC2016
sources() {
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' |
    awk '$4 == "Debian" && !seen[$0]++ { print $1, $2, $3 }'
}

setup() {
  [ "$(id -u)" = 0 ] || die "needs root"
  { mkdir -p "$C" && [ -w "$C" ]; } 2>/dev/null || die "cannot write to $C: set CORPUS_DIR"
  exec 9>"$C/.building"
  flock -n 9 || { say "another build is at work in $C, waiting for it"; flock 9; }
  mkdir -p "$W"/{apt/lists/partial,bin,cache,debs,diff,layer,tmp} "$O" "$C"/{archives,expected,encodings}
  # what a build that was cut off left behind
  awk -v m="$W/mnt" '$2 == m || index($2, m "/") == 1 { print $2 }' /proc/mounts | sort -r | while read -r m; do umount "$m" 2>/dev/null || umount -l "$m"; done
  [ ! -e "$W/tmp/ctr/pid" ] || pid_end "$W/tmp/ctr/pid"
  rm -rf "$W"/tmp/scratch "$O"/tmp* "$C"/archives/*.part "$C"/evil/*/tmp*
  mkdir -p "$W/tmp/scratch"
  export TMPDIR=$W/tmp/scratch
  [ -n "$(sources)" ] || apt-get update -qq
  mirror=$(sources | awk 'NR == 1 { print $1 }')
  suite=$(sources | awk 'NR == 1 { print $2 }')
  [ -n "$suite" ] || die "found no Debian among the apt sources"
  need debootstrap:debootstrap skopeo:skopeo umoci:umoci zstd:zstd pigz:pigz xz:xz-utils bzip2:bzip2 setcap:libcap2-bin setfattr:attr cpio:cpio
  if [ ! -e "$W/apt/.updated" ]; then
    local key=signed-by=/usr/share/keyrings/debian-archive-keyring.gpg
    sources | while read -r uri dist part; do   # other architectures are for the multi-arch image only
      if [ "$dist" = "$suite" ]; then echo "deb [arch=amd64,arm64,armhf,s390x $key] $uri $dist $part"
      else echo "deb [arch=amd64 $key] $uri $dist $part"; fi
    done >"$W/apt/sources.list"
    : >"$W/apt/empty-status"
    pkg update -qq -o Acquire::Retries=3 -o Acquire::Languages=none
    touch "$W/apt/.updated"
  fi
}

# apt-get on lists of its own: the machine's other sources and its installed packages play no part.
pkg() {
  apt-get -o Dir::Etc::sourcelist="$W/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::Lists="$W/apt/lists" -o Dir::State::status="${status:-$W/apt/empty-status}" \
    -o Dir::Cache="$W/cache" -o APT::Sandbox::User=root -o Debug::NoLocking=1 \
    -o APT::Architectures::=amd64 -o APT::Architectures::=arm64 -o APT::Architectures::=armhf -o APT::Architectures::=s390x "$@"
}

# debs NAME STATUS PACKAGE...: the packages, with what they depend on beyond STATUS, into work/debs/NAME
debs() {
  local name=$1 status=$2; shift 2
  [ -e "$W/debs/$name/.done" ] && return
  mkdir -p "$W/debs/$name/partial"
  # foreign architectures' lists are there for the multi-arch image only
  pkg -qq -y --no-install-recommends --download-only -o Dir::Cache::archives="$W/debs/$name" install "$@"
  rm -rf "$W/debs/$name/partial" "$W/debs/$name/lock"
  touch "$W/debs/$name/.done"
  say "packages $name: $(find "$W/debs/$name" -name '*.deb' | wc -l) files, $(du -sh "$W/debs/$name" | cut -f1)"
}

# small_debs: the packages that are only taken apart; fetched in one go, as each apt-get here takes seconds
small_debs() {
  local d=$W/debs/small
  [ ! -e "$d/.done" ] || return 0
  mkdir -p "$d"
  (cd "$d" && pkg -qq download busybox-static:{amd64,arm64,armhf,s390x} musl:amd64 ca-certificates tzdata libssl3:amd64)
  touch "$d/.done"
}

# busybox ARCH: the static program of that Debian architecture, in work/bin
busybox() {
  local b=$W/bin/busybox-$1
  [ ! -x "$b" ] || return 0
  small_debs
  dpkg-deb --fsys-tarfile "$(echo "$W"/debs/small/busybox-static_*_"$1".deb)" | tar -xO --wildcards './*bin/busybox' >"$b.part"
  chmod 755 "$b.part"; mv "$b.part" "$b"
}

# ---- layers ---------------------------------------------------------------------------------------------------

# layer NAME CREATED_BY [--how gzip|zstd|none] DIR|TAR: into the layout, described in work/layer/NAME.json
layer() {
  local name=$1 by=$2 src=$3; shift 3
  oci layer "$O" "$src" "$W/layer/$name.json" --created-by "$by" "$@"
}
has() { [ -s "$W/layer/$1.json" ]; }

# run_layer NAME LOWERS CREATED_BY DEBS COMMAND: what COMMAND changes in a chroot of the lower diffs becomes a layer
run_layer() {
  local name=$1 lowers=$2 by=$3 debs=$4 cmd=$5 lower='' l m=$W/mnt
  has "$name" && return
  for l in $lowers; do [ -d "$W/diff/$l" ] || die "work/diff/$l is gone (trimmed?): remove $W/layer/$l.json to have it made again"; done
  for l in $lowers; do lower="$W/diff/$l${lower:+:$lower}"; done
  rm -rf "$W/diff/$name" "$W/tmp/ovl"
  mkdir -p "$W/diff/$name" "$W/tmp/ovl" "$m"
  mount -t overlay overlay -o "lowerdir=$lower,upperdir=$W/diff/$name,workdir=$W/tmp/ovl" "$m"; mounts+=("$m")
  mount -t proc proc "$m/proc"; mounts+=("$m/proc")
  mount -t tmpfs -o mode=755 tmpfs "$m/dev"; mounts+=("$m/dev")
  local d; for d in null zero full random urandom tty; do cp -a "/dev/$d" "$m/dev/"; done
  ln -s /proc/self/fd "$m/dev/fd"
  mount -t tmpfs tmpfs "$m/tmp"; mounts+=("$m/tmp")
  if [ "$debs" != - ]; then mount --bind "$W/debs/$debs" "$m/mnt"; mounts+=("$m/mnt"); fi
  env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive \
    LC_ALL=C.UTF-8 SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" chroot "$m" sh -eu -c "$cmd" >"$W/tmp/$name.log" 2>&1 || { tail -20 "$W/tmp/$name.log"; exit 1; }
  cleanup
  layer "$name" "$by" "$W/diff/$name"
}
# installs all of /mnt, then drops what an image keeps no copy of
install='export DPKG_MAINTSCRIPT_DEBUG=; dpkg --unpack --force-depends /mnt/*.deb; dpkg --configure -a
  rm -rf /var/log/*.log /var/log/apt /var/cache/debconf/*-old /var/cache/ldconfig/aux-cache /var/lib/dpkg/*-old'

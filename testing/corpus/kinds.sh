# shellcheck shell=bash
# Stages of build.sh: every kind, count and encoding, other platforms, archives. Sourced, not run.

# ---- every kind of entry and every count ------------------------------------------------------------------------

stage_kinds() {
  local r i n L=$W/layer
  has hardlink-across || "$PY" "$here/kinds.py" whiteouts "$O" "$L"
  oci image "$O" "$L"/whiteouts-[1-9].json --ref whiteouts:latest --config '{"config":{"Cmd":["sh"]}}'
  oci image "$O" "$L"/whiteouts-1.json "$L"/hardlink-across.json --ref hardlink-across:latest --config '{"config":{"Cmd":["sh"]}}'
  # one layer by each writer of tars at hand
  if ! has dialect-sparse-1.0; then
    r=$W/tmp/dialect; rm -rf "$r"; mkdir -p "$r"
    for i in v7 ustar oldgnu gnu pax; do
      rm -rf "$r/root"; mkdir -p "$r/root/$i/sub"; echo "$i" >"$r/root/$i/file"; ln -s file "$r/root/$i/link"; ln "$r/root/$i/file" "$r/root/$i/hard"
      [ $i = v7 ] || { n=$(printf 'n%.0s' {1..90}); mkdir "$r/root/$i/$n"; echo x >"$r/root/$i/$n/$(printf 'f%.0s' {1..60})"; }
      tar -C "$r/root" --format=$i --numeric-owner --owner=0 --group=0 --mtime="@$SOURCE_DATE_EPOCH" --sort=name -cf "$r/$i.tar" .
      layer "dialect-$i" "tar --format=$i" "$r/$i.tar"
    done
    (cd "$r/root" && mv pax cpio && find cpio | cpio -o -H ustar --quiet >"$r/cpio.tar"); layer dialect-cpio 'cpio -H ustar' "$r/cpio.tar"
    # a sparse file in each of GNU tar's sparse formats
    rm -rf "$r/root"; mkdir -p "$r/root/sparse"; truncate -s 64M "$r/root/sparse/a"; echo middle | dd of="$r/root/sparse/a" bs=1 seek=33554432 conv=notrunc status=none
    truncate -s 8M "$r/root/sparse/hole"; for i in 0 2 4 6 8 10 12; do echo "$i" | dd of="$r/root/sparse/many" bs=1 seek=$((i * 1048576)) conv=notrunc status=none; done
    for i in gnu 0.0 0.1 1.0; do
      mv "$r/root/sparse"* "$r/root/sparse-$i"
      if [ $i = gnu ]; then tar -C "$r/root" --format=gnu -S --owner=0 --group=0 -cf "$r/s.tar" .
      else tar -C "$r/root" --format=pax --sparse-version=$i -S --owner=0 --group=0 -cf "$r/s.tar" .; fi
      layer "dialect-sparse-$i" "tar -S $i" "$r/s.tar"
    done
    rm -rf "$r"
  fi
  oci image "$O" "$L/busybox.json" "$L"/dialect-{v7,ustar,oldgnu,gnu,pax,cpio,sparse-0.0,sparse-0.1,sparse-1.0}.json \
    --ref tar-dialects:latest --config '{"config":{"Cmd":["sh"]}}'
  oci image "$O" "$L/busybox.json" "$L/dialect-sparse-gnu.json" --ref sparse-gnu:latest --config '{"config":{"Cmd":["sh"]}}'
  # no layer at all; empty layers; history that has more steps than layers
  oci image "$O" --ref no-layers:latest --config '{"config":{"Labels":{"layers":"none"}}}'
  if ! has empty; then head -c 1024 /dev/zero >"$W/tmp/empty.tar"; layer empty '/bin/sh -c true' "$W/tmp/empty.tar"; fi
  oci image "$O" "$L/busybox.json" '#ENV A=1' "$L/empty.json" '#LABEL b=2' '#EXPOSE 80' "$L/empty.json" "$L/empty.json" '#USER 1000' '#CMD ["sh"]' \
    --ref empty-layer:latest --config '{"config":{"Env":["A=1"],"Labels":{"b":"2"},"ExposedPorts":{"80/tcp":{}},"User":"1000","Cmd":["sh"]}}'
  # for filters: labels, creation times, dangling
  local day late=''
  for i in 1 2 3 4 5 6; do
    day=2024-0$i-01T00:00:00Z
    [ "$i" -le 3 ] || late=',"late":"yes"'
    oci image "$O" "$L/busybox.json" '#LABEL' --ref "labels:$i" --config "{\"created\":\"$day\",\"config\":{\"Cmd\":[\"sh\"],\"Labels\":{\"n\":\"$i\",
      \"parity\":\"$((i % 2))\",\"com.example.empty\":\"\",\"com.example.eq\":\"a=b,c\",\"unicode\":\"größe 漢字 🐳\"$late}}}"
  done
}

stage_large() {
  local r i L=$W/layer
  # 125 layers are the most that Docker takes
  if ! has many-127; then
    for ((i = 1; i <= 127; i++)); do
      r=$W/tmp/l$i; mkdir -p "$r/layers" "$r/etc"; echo "layer $i" >"$r/layers/$i"; echo "$i" >"$r/etc/last"; 
      "$PY" -c 'import random, sys; sys.stdout.buffer.write(random.Random(sys.argv[1]).randbytes(20000))' "$i" >"$r/layers/data-$((i % 9))"
      layer "many-$(printf %03d $i)" "/bin/sh -c echo $i" "$r" >/dev/null; rm -rf "$r"
    done
    say "127 layers"
  fi
  oci image "$O" "$L"/many-[01]*.json --ref many-layers:latest --ref many-layers:127 --config '{"config":{"Cmd":["sh"]}}'
  oci image "$O" "$L"/many-{0*,10*,11*,12[0-5]}.json --ref many-layers:125 --config '{"config":{"Cmd":["sh"]}}'
  # one layer of 60000 small files
  if ! has many-files; then
    r=$W/tmp/many-files; rm -rf "$r"
    "$PY" - "$r" <<'PY'
import os, sys
root = sys.argv[1]
for i in range(60000):
    d = "%s/srv/%02x/%02x" % (root, i % 64, i // 64 % 32)
    if i < 64 * 32:
        os.makedirs(d)
    with open("%s/%05d.txt" % (d, i), "w") as f:
        f.write("file %d\n" % i * (1 + i * 7919 % 97))
PY
    tar -C "$r" --format=gnu --numeric-owner --owner=0 --group=0 --mtime="@$SOURCE_DATE_EPOCH" --sort=name -cf "$W/tmp/many-files.tar" .
    rm -rf "$r"; layer many-files 'COPY srv /srv # buildkit' "$W/tmp/many-files.tar"
  fi
  oci image "$O" "$L/many-files.json" --ref many-files:latest --config '{"config":{"Cmd":["sh"]}}'
  # one layer of 1 GiB that compresses to about half
  if ! has big-layer; then
    r=$W/tmp/big; rm -rf "$r"; mkdir -p "$r/big"
    "$PY" - "$r/big" <<'PY'
import hashlib, random, sys
rnd = random.Random(1)
for part in range(4):
    with open("%s/part-%d" % (sys.argv[1], part), "wb") as f:
        for _ in range(256):
            noise = rnd.randbytes(512 << 10)
            f.write(noise + (b"%064d" % rnd.randrange(1 << 30)) * (8 << 10))
PY
    tar -C "$r" --format=gnu --numeric-owner --owner=0 --group=0 --mtime="@$SOURCE_DATE_EPOCH" --sort=name -cf "$W/tmp/big.tar" .
    rm -rf "$r"; layer big-layer 'COPY big /big # buildkit' "$W/tmp/big.tar"
  fi
  oci image "$O" "$L/big-layer.json" --ref big-layer:latest --config '{"config":{"Cmd":["sh"]}}'
}

# ---- the same image in every encoding ---------------------------------------------------------------------------

stage_encodings() {
  local e=$C/encodings src=oci:$O:redis:latest
  [ -e "$e/.skopeo" ] || {
    rm -rf "$W"/tmp/enc-* "$W/tmp/plain" "$e/v2s2"; skopeo copy -q --dest-decompress "$src" "dir:$W/tmp/plain"
    skopeo copy -q "$src" "oci:$O:encodings:oci-gzip"
    skopeo copy -q --format v2s2 "$src" "dir:$e/v2s2"
    # each in a layout of its own: a blob that is there already would be taken as it is
    skopeo copy -q --format oci --dest-oci-accept-uncompressed-layers "dir:$W/tmp/plain" "oci:$W/tmp/enc-u:e"
    skopeo copy -q --format oci --dest-compress-format zstd --dest-compress-level 6 "dir:$W/tmp/plain" "oci:$W/tmp/enc-z:e"
    oci adopt "$O" encodings:oci-uncompressed "$W/tmp/enc-u" e
    oci adopt "$O" encodings:oci-zstd "$W/tmp/enc-z" e
    rm -rf "$W"/tmp/enc-* "$W/tmp/plain"
    touch "$e/.skopeo"
  }
  # layers of one image each in another encoding; docker types on uncompressed layers
  "$PY" "$here/kinds.py" mixed "$O" redis:latest encodings
  say "encodings: $(oci refs "$O" | grep -c '^encodings:') in the layout, v2s2 in $e/v2s2"
}

# encodings that can be read in part
stage_lazy() {
  local e=$C/encodings
  [ -e "$e/.chunked" ] || {
    rm -rf "$W"/tmp/enc-* "$W/tmp/plain"; skopeo copy -q --dest-decompress "oci:$O:redis:latest" "dir:$W/tmp/plain"
    skopeo copy -q --format oci --dest-compress-format zstd:chunked "dir:$W/tmp/plain" "oci:$W/tmp/enc-c:e"
    oci adopt "$O" encodings:oci-zstd-chunked "$W/tmp/enc-c" e
    rm -rf "$W"/tmp/enc-* "$W/tmp/plain"
    touch "$e/.chunked"
  }
  [ -e "$e/.estargz" ] || estargz || say "eStargz left out (log: $W/tmp/estargz.log)"
}

# eStargz by its own reference tool, through a containerd of its own
estargz() { # called where its failure does not end the build, so every step says "or return"
  local d=$W/tmp/ctr sock=$W/tmp/ctr/s log=$W/tmp/estargz.log image
  (need containerd:containerd ctr-remote:stargz-snapshotter) >"$log" 2>&1 || return 1
  rm -rf "$d"; mkdir -p "$d"; printf 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n' >"$d/conf"
  [ ${#sock} -lt 100 ] || { echo "the path of $sock is too long for a socket" >"$log"; return 1; }
  [ -e "$C/archives/redis.oci.tar" ] || stage_archives >/dev/null
  setsid containerd -c "$d/conf" -a "$sock" --root "$d/root" --state "$d/state" >"$log" 2>&1 </dev/null 9>&- & pid_note "$d/pid" $!
  for _ in {1..100}; do [ -S "$sock" ] && break; sleep .1; done
  {
    ctr-remote -a "$sock" image import --no-unpack "$C/archives/redis.oci.tar" --base-name redis ||
      ctr-remote -a "$sock" image import "$C/archives/redis.oci.tar"
    image=$(ctr-remote -a "$sock" image ls -q | head -1)
    ctr-remote -a "$sock" image convert --estargz --oci "$image" local/redis:estargz &&
      ctr-remote -a "$sock" image export "$d/e.tar" local/redis:estargz
  } >>"$log" 2>&1 || { pid_end "$d/pid"; return 1; }
  pid_end "$d/pid"
  { mkdir -p "$d/e" && tar -C "$d/e" -xf "$d/e.tar" && oci adopt "$O" encodings:oci-estargz "$d/e"; } >>"$log" 2>&1 || return 1
  rm -rf "$d"; touch "$e/.estargz"
}

# ---- other platforms --------------------------------------------------------------------------------------------

stage_multi() {
  local a
  for a in amd64 arm64 armhf s390x; do busybox $a; done
  "$PY" "$here/kinds.py" multi "$O" "$W/bin"
}

stage_many() { "$PY" "$here/kinds.py" tiny "$O" "$W/layer/busybox.json" 300; }

stage_hostile() { "$PY" "$here/evil.py" "$C/evil" "$C/evil-archives"; }
stage_bombs() { "$PY" "$here/evil.py" --bombs "$C/evil" "$C/evil-archives"; }

# ---- archives as docker load reads them -------------------------------------------------------------------------

stage_archives() {
  local a=$C/archives t
  # made FILE COMMAND...: COMMAND writes FILE.part
  made() { [ -e "$a/$1" ] || { rm -f "$a/$1.part"; "${@:2}"; mv "$a/$1.part" "$a/$1"; }; }
  made busybox.docker.tar skopeo copy -q "oci:$O:busybox:latest" "docker-archive:$a/busybox.docker.tar.part:busybox:latest" --additional-tag busybox:1.35
  for t in 'gz gzip -n' 'xz xz -T1' 'zst zstd -q' 'bz2 bzip2'; do
    # shellcheck disable=SC2086
    made "busybox.docker.tar.${t%% *}" sh -c 'in=$1 out=$2; shift 2; exec "$@" -c <"$in" >"$out"' sh "$a/busybox.docker.tar" "$a/busybox.docker.tar.${t%% *}.part" ${t#* }
  done
  made untagged.docker.tar skopeo copy -q "oci:$O:labels:1" "docker-archive:$a/untagged.docker.tar.part"
  made whiteouts.docker.tar skopeo copy -q "oci:$O:whiteouts:latest" "docker-archive:$a/whiteouts.docker.tar.part:whiteouts:latest"
  made redis.docker.tar skopeo copy -q "oci:$O:redis:latest" "docker-archive:$a/redis.docker.tar.part:redis:latest"
  made redis.oci.tar skopeo copy -q "oci:$O:redis:latest" "oci-archive:$a/redis.oci.tar.part:redis:latest"
  made multi.docker.tar "$PY" "$here/kinds.py" archive "$O" "$a/multi.docker.tar.part" busybox:latest alpine:latest redis:latest debian:bookworm-slim
  made rootfs.tar tar -C "$W/diff/busybox" --numeric-owner --owner=0 --group=0 --sort=name -cf "$a/rootfs.tar.part" .   # for docker import
  find "$a" -type f -printf 'archive %-28f %10s\n' | sort
}

stage_table() {
  local ref digest fmt layers size e have
  oci refs "$O" >"$C/corpus.tsv.part"; mv "$C/corpus.tsv.part" "$C/corpus.tsv"
  # umoci's unpacking is the reference that other unpackers are compared with
  for ref in whiteouts:latest tar-dialects:latest redis:latest many-layers:125; do
    e=$C/expected/${ref%%:*}.lst have=$(awk -F'\t' -v r="$ref" '$1 == r { print $2 }' "$C/corpus.tsv")
    if [ -z "$have" ] || [ "$(cat "$e.of" 2>/dev/null)" = "$have" ]; then continue; fi
    rm -rf "$W/tmp/x"; umoci unpack --image "$O:$ref" "$W/tmp/x" 2>"$W/tmp/umoci.log" && oci list "$W/tmp/x/rootfs" >"$e.part" && mv "$e.part" "$e" && echo "$have" >"$e.of"
    rm -rf "$W/tmp/x"
  done
  grep -v '^tiny/' "$C/corpus.tsv" | while IFS=$'\t' read -r ref digest fmt layers size; do
    printf '%-32s %s %-8s %4d layers %11d bytes\n' "$ref" "${digest:7:12}" "$fmt" "$layers" "$size"
  done
  say "$(wc -l <"$C/corpus.tsv") images in the layout, $(du -sh --exclude=work "$C" | cut -f1) and $(du -sh "$W" | cut -f1) of working files"
}

stage_trim() { rm -rf "$W"/{diff,debs,cache,tmp}; du -sh "$C"; }

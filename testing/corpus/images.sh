# shellcheck shell=bash
# Stages of build.sh: images as people use them. Sourced, not run.

stage_base() {
  if ! has debian; then
    if [ ! -e "$W/diff/debian/.done" ]; then
      rm -rf "$W/diff/debian"; mkdir -p "$W/diff/debian" "$W/cache/debootstrap"
      debootstrap --variant=minbase --cache-dir="$W/cache/debootstrap" "$suite" "$W/diff/debian" "$mirror" >"$W/tmp/debootstrap.log"
      local r=$W/diff/debian d
      # as the published slim images: no documentation, no caches, dpkg told to skip them
      mkdir -p "$r/etc/dpkg/dpkg.cfg.d" "$r/etc/apt/apt.conf.d"
      for d in doc groff info linda lintian locale man; do echo "path-exclude /usr/share/$d/*"; done >"$r/etc/dpkg/dpkg.cfg.d/docker"
      echo 'path-include /usr/share/doc/*/copyright' >>"$r/etc/dpkg/dpkg.cfg.d/docker"
      echo force-unsafe-io >"$r/etc/dpkg/dpkg.cfg.d/docker-apt-speedup"
      echo 'Acquire::Languages "none";' >"$r/etc/apt/apt.conf.d/docker-no-languages"
      printf '#!/bin/sh\nexit 101\n' >"$r/usr/sbin/policy-rc.d"; chmod 755 "$r/usr/sbin/policy-rc.d"
      find "$r/usr/share/doc" -type f ! -name copyright -delete
      find "$r/usr/share/doc" -type l -delete; find "$r/usr/share/doc" -mindepth 1 -type d -empty -delete
      rm -rf "$r"/usr/share/{groff,info,linda,lintian,locale,man}/* "$r"/var/lib/apt/lists/* "$r"/var/cache/apt/* \
        "$r"/var/log/*.log "$r"/var/log/apt "$r/var/cache/ldconfig/aux-cache" "${r:?}"/dev/* "$r/etc/hostname" "$r/etc/resolv.conf" "$r/etc/machine-id"
      find "$r" -xdev -newermt "@$SOURCE_DATE_EPOCH" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
      touch "$r/.done"
    fi
    rm -f "$W/diff/debian/.done"
    layer debian "/bin/sh -c #(nop) ADD file:rootfs.tar.xz in / " "$W/diff/debian"
  fi
  oci image "$O" "$W/layer/debian.json" '#/bin/sh -c #(nop)  CMD ["bash"]' --ref debian:bookworm-slim --ref debian:latest \
    --config '{"author":"corpus","config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["bash"],
      "Labels":{"org.opencontainers.image.title":"debian","org.opencontainers.image.version":"bookworm-slim"}}}'
}

# ---- small images ---------------------------------------------------------------------------------------------

busybox_root() { # busybox_root DIR BUSYBOX: a root of one static binary and a link for each applet
  local r=$1 a
  mkdir -p "$r"/{bin,etc,root,home,var/spool/mail,var/www,usr/sbin,usr/bin,sbin} "$r/tmp" "$r/dev" "$r/proc" "$r/sys"
  chmod 1777 "$r/tmp"; chmod 700 "$r/root"
  cp "$2" "$r/bin/busybox"; chmod 755 "$r/bin/busybox"
  for a in $("$W/bin/busybox-amd64" --list); do [ "$a" = busybox ] || ln -sf /bin/busybox "$r/bin/$a"; done
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n' >"$r/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$r/etc/group"
  printf 'root::10933:0:99999:7:::\n' >"$r/etc/shadow"; chmod 640 "$r/etc/shadow"
}

stage_small() {
  busybox amd64
  local bb=$W/bin/busybox-amd64 r=$W/diff/busybox env='"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]'
  if ! has busybox; then
    rm -rf "$r"; mkdir -p "$r"; busybox_root "$r" "$bb"
    layer busybox '/bin/sh -c #(nop) ADD file:busybox.tar.xz in / ' "$r"
  fi
  oci image "$O" "$W/layer/busybox.json" '#/bin/sh -c #(nop)  CMD ["sh"]' --ref busybox:latest --ref busybox:1.35 --config "{\"config\":{$env,\"Cmd\":[\"sh\"]}}"
  # a repository that has no tag "latest"
  oci image "$O" "$W/layer/busybox.json" '#EXPOSE 27017' --ref mongo-like:4.2.6 --config "{\"created\":\"2024-05-02T10:11:12.123456789Z\",
    \"config\":{$env,\"Cmd\":[\"mongod\"],\"Entrypoint\":[\"docker-entrypoint.sh\"],\"ExposedPorts\":{\"27017/tcp\":{}},\"Volumes\":{\"/data/configdb\":{},\"/data/db\":{}}}}"
  # nothing but one static program
  if ! has static; then
    r=$W/diff/static; rm -rf "$r"; mkdir -p "$r"; cp "$bb" "$r/hello"
    layer static 'COPY hello / # buildkit' "$r"
  fi
  oci image "$O" "$W/layer/static.json" '#ENTRYPOINT ["/hello" "echo" "Hello from a scratch image"]' --ref scratch-static:latest \
    --config '{"config":{"Entrypoint":["/hello","echo","Hello from a scratch image"]}}'
  # about the size and shape of a musl distribution's root
  if ! has alpine; then
    r=$W/diff/alpine; rm -rf "$r"; rm -rf "$W/tmp/alpine-x"; mkdir -p "$r"; busybox_root "$r" "$bb"
    small_debs
    local d; for d in "$W"/debs/small/{musl,ca-certificates,tzdata,libssl3}_*.deb; do dpkg-deb -x "$d" "$W/tmp/alpine-x"; done
    mkdir -p "$r"/{lib,etc/apk,etc/ssl/certs,usr/share/zoneinfo,media/cdrom,media/usb,opt,srv,mnt,run,var/cache,var/log}
    find "$W/tmp/alpine-x" \( -name '*musl*.so*' -o -path '*musl*/libc.so' -o -name 'lib*.so.3' \) -exec cp -a {} "$r/lib/" \;
    find "$W/tmp/alpine-x/usr/share/ca-certificates" -name '*.crt' -print0 | sort -z | xargs -0 cat >"$r/etc/ssl/certs/ca-certificates.crt"
    cp -a "$W"/tmp/alpine-x/usr/share/zoneinfo/. "$r/usr/share/zoneinfo/"
    echo 3.21.0 >"$r/etc/alpine-release"
    printf 'NAME="Alpine-like"\nID=alpine\nVERSION_ID=3.21.0\nPRETTY_NAME="Alpine-like v3.21"\n' >"$r/etc/os-release"
    find "$r" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    (cd "$r" && "$bb" tar -cf "$W/tmp/alpine.tar" .)        # as busybox's tar writes them: names begin with ./
    layer alpine 'ADD alpine-minirootfs-x86_64.tar.gz / # buildkit' "$W/tmp/alpine.tar"
    rm -rf "$W/tmp/alpine-x"
  fi
  oci image "$O" "$W/layer/alpine.json" '#CMD ["/bin/sh"]' --ref alpine:latest --ref alpine:3.21 --config "{\"config\":{$env,\"Cmd\":[\"/bin/sh\"]}}"
}

# ---- applications on the shared base --------------------------------------------------------------------------

stage_redis() {
  local status=$W/diff/debian/var/lib/dpkg/status path='"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"' r
  has redis-packages || debs redis "$status" redis-server gosu
  run_layer redis-user debian '/bin/sh -c groupadd -r -g 999 redis && useradd -r -g redis -u 999 redis' - \
    'groupadd -r -g 999 redis; useradd -r -g redis -u 999 redis; rm -f /etc/*-'
  run_layer redis-packages 'debian redis-user' '/bin/sh -c set -eux; dpkg -i redis-server gosu; redis-server --version; gosu nobody true' redis \
    "$install; redis-server --version; gosu nobody true"
  run_layer redis-config 'debian redis-user redis-packages' '/bin/sh -c #(nop) COPY file:redis.conf in /etc/redis/redis.conf ' - \
    'printf "%s\n" "bind * -::*" "protected-mode no" "dir /data" "daemonize no" "save 3600 1" "logfile \"\"" >/etc/redis/redis.conf
     chown redis:redis /etc/redis/redis.conf'
  if ! has redis-entrypoint; then
    r=$W/diff/redis-entrypoint; rm -rf "$r"; mkdir -p "$r/usr/local/bin"
    cat >"$r/usr/local/bin/docker-entrypoint.sh" <<'SH'
#!/bin/sh
set -e
# first argument is `-f` or `--some-option` or something.conf
if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then
	set -- redis-server "$@"
fi
# let it start as root or as any other user
if [ "$1" = 'redis-server' ] && [ "$(id -u)" = '0' ]; then
	find . \! -user redis -exec chown redis '{}' +
	exec gosu redis "$0" "$@"
fi
exec "$@"
SH
    chmod 755 "$r/usr/local/bin/docker-entrypoint.sh"
    ln -s usr/local/bin/docker-entrypoint.sh "$r/entrypoint.sh"
    layer redis-entrypoint '/bin/sh -c #(nop) COPY file:docker-entrypoint.sh in /usr/local/bin/ ' "$r"
  fi
  run_layer redis-workdir 'debian redis-user redis-packages redis-config redis-entrypoint' '/bin/sh -c mkdir /data && chown redis:redis /data' - \
    'mkdir /data; chown redis:redis /data'
  local L=$W/layer
  oci image "$O" "$L/debian.json" '#/bin/sh -c #(nop)  CMD ["bash"]' "$L/redis-user.json" '#/bin/sh -c #(nop)  ENV REDIS_VERSION=7.0.15' \
    "$L/redis-packages.json" "$L/redis-config.json" "$L/redis-entrypoint.json" "$L/redis-workdir.json" '#/bin/sh -c #(nop)  VOLUME [/data]' \
    '#/bin/sh -c #(nop) WORKDIR /data' '#/bin/sh -c #(nop)  ENTRYPOINT ["docker-entrypoint.sh"]' '#/bin/sh -c #(nop)  EXPOSE 6379' \
    '#/bin/sh -c #(nop)  CMD ["redis-server"]' --ref redis:latest --ref redis:7.0 --ref redis:7.0.15-bookworm \
    --config "{\"config\":{\"Env\":[$path,\"REDIS_VERSION=7.0.15\"],\"Entrypoint\":[\"docker-entrypoint.sh\"],\"Cmd\":[\"redis-server\"],
      \"ExposedPorts\":{\"6379/tcp\":{}},\"Volumes\":{\"/data\":{}},\"WorkingDir\":\"/data\"}}"

}

stage_apps() {
  local status=$W/diff/debian/var/lib/dpkg/status path='"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"' L=$W/layer
  # a compiler layer that python and node share
  has buildpack || debs buildpack "$status" build-essential git curl ca-certificates pkg-config libssl-dev zlib1g-dev
  run_layer buildpack debian '/bin/sh -c apt-get install -y --no-install-recommends build-essential git curl ca-certificates' buildpack "$install"
  local bp=$W/diff/buildpack/var/lib/dpkg/status
  has python || debs python "$bp" python3-full python3-dev python3-pip python3-numpy python3-scipy python3-pandas python3-sympy
  run_layer python 'debian buildpack' '/bin/sh -c set -eux; dpkg -i python3 python3-dev python3-pip python3-numpy python3-scipy; python3 --version' python \
    "$install; ln -sf python3 /usr/bin/python; python3 -c 'import numpy, scipy'"
  oci image "$O" "$L/debian.json" '#/bin/sh -c #(nop)  CMD ["bash"]' "$L/buildpack.json" '#ENV LANG=C.UTF-8' "$L/python.json" '#CMD ["python3"]' \
    --ref python:3 --ref python:latest --config "{\"config\":{\"Env\":[$path,\"LANG=C.UTF-8\"],\"Cmd\":[\"python3\"]}}"
  has node || debs node "$bp" nodejs npm node-typescript webpack
  run_layer node 'debian buildpack' '/bin/sh -c set -eux; dpkg -i nodejs npm webpack; node --version; npm --version' node "$install; node --version; npm --version"
  oci image "$O" "$L/debian.json" '#/bin/sh -c #(nop)  CMD ["bash"]' "$L/buildpack.json" "$L/node.json" '#ENTRYPOINT ["docker-entrypoint.sh"]' '#CMD ["node"]' \
    --ref node:latest --ref node:18 --config "{\"config\":{\"Env\":[$path,\"NODE_VERSION=18\"],\"Cmd\":[\"node\"]}}"
  has openjdk || debs openjdk "$status" openjdk-17-jre-headless
  run_layer openjdk debian '/bin/sh -c set -eux; dpkg -i openjdk-17-jre-headless; java --version' openjdk \
    "mkdir -p /usr/share/man/man1; $install; java --version"
  oci image "$O" "$L/debian.json" '#/bin/sh -c #(nop)  CMD ["bash"]' "$L/openjdk.json" '#CMD ["java" "--version"]' --ref openjdk:17-jre --ref openjdk:latest \
    --config "{\"config\":{\"Env\":[$path,\"JAVA_HOME=/usr/lib/jvm/java-17-openjdk-amd64\"],\"Cmd\":[\"java\",\"--version\"]}}"

  # images that other tools wrote: buildah from a Dockerfile, umoci by repacking
  if [ ! -e "$W/layer/.buildah" ]; then
    need buildah:buildah
    local ctx=$W/tmp/buildah-ctx store="--root $W/tmp/buildah --runroot $W/tmp/buildah-run --storage-driver vfs"
    rm -rf "$ctx"; mkdir -p "$ctx"
    printf 'from http.server import *\nHTTPServer(("", 8080), SimpleHTTPRequestHandler).serve_forever()\n' >"$ctx/app.py"
    cat >"$ctx/Dockerfile" <<'DF'
FROM localhost/base:latest
LABEL maintainer="someone@example.invalid" org.opencontainers.image.source="https://example.invalid/tu-demo"
ENV APP_HOME=/app
RUN mkdir -p /app/templates && echo '<h1>demo</h1>' > /app/templates/index.html && chmod 0750 /app/templates
COPY app.py /app/
WORKDIR /app
EXPOSE 8080/tcp
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=30s --timeout=3s CMD wget -qO- http://127.0.0.1:8080/ || exit 1
USER 1000:1000
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["httpd -f -p 8080"]
DF
    skopeo copy -q "oci:$O:alpine:latest" "docker-archive:$ctx/base.tar:localhost/base:latest"
    rm -rf "$W/tmp/buildah" "$W/tmp/buildah-run"
    # shellcheck disable=SC2086
    (
      exec >"$W/tmp/buildah.log" 2>&1
      buildah $store pull -q "docker-archive:$ctx/base.tar"
      buildah $store bud -q --isolation chroot --layers --format docker --timestamp "$SOURCE_DATE_EPOCH" --ignorefile /dev/null -f "$ctx/Dockerfile" -t tu-demo:latest "$ctx"
      buildah $store push -q tu-demo:latest "oci:$ctx/out:a"
      buildah $store push -q tu-demo:latest "docker-archive:$C/archives/tu-demo.part:nigelpoulton/tu-demo:latest"
      mv "$C/archives/tu-demo.part" "$C/archives/tu-demo.docker.tar"
    ) || { tail -20 "$W/tmp/buildah.log"; exit 1; }
    for t in latest v2 v2-old; do oci adopt "$O" "nigelpoulton/tu-demo:$t" "$ctx/out"; done
    # shellcheck disable=SC2086
    buildah $store rmi -a -f >/dev/null 2>&1 || true
    rm -rf "$W/tmp/buildah" "$W/tmp/buildah-run" "$ctx"
    rm -rf "$W/tmp/umoci"; mkdir -p "$W/tmp/umoci"
    skopeo copy -q "oci:$O:alpine:latest" "oci:$W/tmp/umoci/l:a"
    umoci unpack --image "$W/tmp/umoci/l:a" "$W/tmp/umoci/b" 2>/dev/null
    echo changed >"$W/tmp/umoci/b/rootfs/etc/alpine-release"; rm -rf "$W/tmp/umoci/b/rootfs/usr/share/zoneinfo/America"
    umoci repack --image "$W/tmp/umoci/l:a" --history.created_by "umoci repack" "$W/tmp/umoci/b" 2>/dev/null
    umoci config --image "$W/tmp/umoci/l:a" --config.label built-by=umoci --config.env A=b
    skopeo copy -q "oci:$W/tmp/umoci/l:a" "oci:$O:built-by-umoci:latest"
    rm -rf "$W/tmp/umoci"; touch "$W/layer/.buildah"
    say "images by buildah and umoci"
  fi
}

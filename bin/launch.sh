# Sourced by the launchers. An app is a module with a main class, staged by bin/build as
#   build/APP/lib/*.jar    the class path
#   build/APP/native       native libraries, unpacked so that a start need not do it
#   build/APP/aot          the JDK's AOT cache, where it could be made
#   build/APP/aot.key      what the cache was made with: JDK and flags; the JVM drops a cache made with others in silence
# Everything here is on the way of each start of the CLI: no forks that can be avoided.

top=$(cd "${self%/*}/.." && pwd)
java_version_min=25

die() {
    echo "${self##*/}: $*" >&2
    exit 1
}

# Sets JAVA_HOME and java_version to the first JDK that is new enough; a JRE will do where there is nothing to build.
find_java() {
    for home in "$top/jre" "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/*jdk* "${HOME:-}"/.sdkman/candidates/java/* \
            "${HOME:-}"/.jdks/*; do
        if usable_java "$home"; then return; fi
    done
    home=$(command -v java) && home=$(readlink -f "$home") && usable_java "${home%/bin/java}" && return
    die "needs a JDK $java_version_min or newer and found none in JAVA_HOME, /usr/lib/jvm, /opt or PATH.
Install one (Debian 13 and newer: apt-get install openjdk-25-jdk-headless; elsewhere Eclipse Temurin 25 from
https://adoptium.net) and, if it is in another place, set JAVA_HOME to it."
}

usable_java() {
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
    [ -x "$1/bin/javac" ] || [ ! -f "$top/pom.xml" ] || return 1
    java_version=
    while IFS= read -r line; do
        # A shell reads a line byte by byte: no further than needed.
        case $line in JAVA_VERSION=*) java_version=${line#*\"} && java_version=${java_version%\"*} && break ;; esac
    done <"$1/release"
    major=${java_version%%[!0-9]*}
    [ -n "$major" ] && [ "$major" -ge "$java_version_min" ] || return 1
    JAVA_HOME=$1
    export JAVA_HOME
}

# Sets main and flags of APP.
app() {
    case $1 in
        daemon)
            main=io.berth.Berthd
            # A small heap that gives memory back, and all compiler tiers: C1 alone hashes at a tenth of the speed. Room for
            # survivors, which takes memory only when it is used: what requests hold while they wait for the disk would else
            # grow old, and this collector looks through the old only when they fill all of -Xmx. What the start took outside
            # of the heap, a tenth of all memory, goes back to the machine.
            flags="-XX:+UseSerialGC -Xms16m -Xmx256m -Xmn9m -XX:SurvivorRatio=1 -XX:TargetSurvivorRatio=90 -Xss512k
                -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 -XX:TrimNativeHeapInterval=5000
                -XX:MaxDirectMemorySize=128m -XX:+ExitOnOutOfMemoryError
                --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
            ;;
        client-cli)
            main=io.berth.cli.Berth
            # Named, the selector provider is not searched for on the class path; native accessors make no classes.
            flags="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms8m -Xmx256m -Xss512k -XX:-UsePerfData
                -Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider
                -Djdk.reflect.useNativeAccessorOnly=true"
            ;;
    esac
    stage=$top/build/$1
    class_path=
    for jar in "$stage"/lib/*.jar; do class_path=$class_path${class_path:+:}$jar; done
    # shellcheck disable=SC2086 # split and joined again: one line, as the key file holds it
    set -- $flags
    flags="$*"
}

# A file of the sources that is newer than what is staged, or nothing.
newer_source() {
    [ -f "$stage/stamp" ] || { echo "$stage"; return; }
    find "$top/pom.xml" "$top/build-tools" "$top/api-spec/pom.xml" "$top/api-spec/src/main" "$top/$1/pom.xml" \
        "$top/$1/src/main" -newer "$stage/stamp" -print -quit
}

aot_key() { echo "$java_version $JAVA_HOME $flags"; }

# Whether bin/build has something to do for APP.
stale() {
    [ -f "$top/pom.xml" ] || return 1
    [ -z "$(newer_source "$1")" ] || return 0
    read -r key <"$stage/aot.key" || return 0
    [ "$key" != "$java_version $JAVA_HOME $flags" ]
}

# launch APP ARG...: becomes the app. BERTH_JAVA_OPTS: more flags for the JVM. BERTH_AOT_MODE=on: fail rather than start without the cache.
launch() {
    find_java
    app "$1"
    if stale "$1"; then
        "$top/bin/build" "$1" || exit 1
        app "$1"
    fi
    shift
    set -- "-Djava.library.path=$stage/native" "-Dorg.sqlite.lib.path=$stage/native" -cp "$class_path" "$main" "$@"
    [ ! -f "$stage/aot" ] || set -- "-XX:AOTCache=$stage/aot" "-XX:AOTMode=${BERTH_AOT_MODE:-auto}" "$@"
    # shellcheck disable=SC2086 # flags are words
    exec "$JAVA_HOME/bin/java" $flags ${BERTH_JAVA_OPTS:-} "$@"
}

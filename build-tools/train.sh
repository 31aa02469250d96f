# Sourced after bin/launch.sh by what builds or installs an app.

jdk=${jdk:-} # runs the tools, where it is not the Java that runs the app

tool() { # NAME ARG...
    name=$1
    shift
    "${jdk:-$JAVA_HOME}/bin/java" -XX:TieredStopAtLevel=1 "$tools/$name.java" "$@"
}

# Makes the AOT cache of the app that app() has set. One that cannot be trained starts without a cache.
train() { # APP
    rm -f "$stage/aot"
    case $1 in
        daemon) trainer=TrainDaemon only= ;;
        # Without profiles: by them much is compiled at each start that a command does not run often enough to win by.
        client-cli) trainer=TrainClient only="-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining" ;;
    esac
    # shellcheck disable=SC2086 # flags are words
    tool "$trainer" "$JAVA_HOME/bin/java" $flags $only "-Djava.library.path=$stage/native" \
        "-Dorg.sqlite.lib.path=$stage/native" "-XX:AOTCacheOutput=$stage/aot" -cp "$class_path" "$main" || rm -f "$stage/aot"
    aot_key >"$stage/aot.key"
}

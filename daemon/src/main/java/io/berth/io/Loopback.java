package io.berth.io;

import java.util.regex.Pattern;

/** Names of this machine that no name server decides about. */
public final class Loopback {
    private static final Pattern HOST = Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

    private Loopback() {}

    /** Whether a host, as it stands in a URL and without its port, is one. */
    public static boolean isHost(String host) {
        return HOST.matcher(host).matches();
    }
}

package io.berth;

import java.util.regex.Pattern;

/** A registry without valid TLS: a host with or without port, or a network. */
final class InsecureRegistry {
    private static final Pattern HOST =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(:\\d{1,5})?");
    private static final Pattern NETWORK = Pattern.compile("[0-9a-fA-F:.]+/\\d{1,3}");

    private InsecureRegistry() {}

    static void check(String text) {
        if (text.contains("://")) {
            throw new ConfigException("insecure registry " + text + " should not contain '://'");
        }
        if (!isNetwork(text) && !HOST.matcher(text).matches()) {
            throw new ConfigException(
                    "insecure registry " + text + " is not valid: host[:port] or a network is expected");
        }
    }

    static boolean isNetwork(String text) {
        return NETWORK.matcher(text).matches() && isPrefix(text);
    }

    private static boolean isPrefix(String network) {
        int slash = network.indexOf('/');
        int bits = Integer.parseInt(network.substring(slash + 1));
        return bits <= (network.substring(0, slash).indexOf(':') >= 0 ? 128 : 32);
    }
}

package io.berth;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Labels of the daemon: {@code key=value}, each key with one value. */
final class DaemonLabels {
    private DaemonLabels() {}

    static void check(List<String> labels) {
        Map<String, String> seen = new HashMap<>();
        for (String label : labels) {
            int equals = label.indexOf('=');
            if (equals <= 0) {
                throw new ConfigException("bad attribute format: " + label);
            }
            String key = label.substring(0, equals);
            String other = seen.putIfAbsent(key, label);
            if (other != null && !other.equals(label)) {
                throw new ConfigException("conflict labels for " + other + " and " + label);
            }
        }
    }
}

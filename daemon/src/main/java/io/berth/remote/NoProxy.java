package io.berth.remote;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hosts that are reached without a proxy: those of this machine always, and those that are listed. */
final class NoProxy {
    private static final Pattern WITH_PORT = Pattern.compile("(\\[[^\\[\\]]*]|[^:]*):(\\d{1,5})");

    private final List<Rule> rules;

    private NoProxy(List<Rule> rules) {
        this.rules = rules;
    }

    /** One entry of the list. */
    @FunctionalInterface
    private interface Rule {
        boolean holds(String host, int port);
    }

    /** Reads a list with commas; what is no host, domain or network holds nothing. */
    static NoProxy parse(String list) {
        List<Rule> rules = new ArrayList<>();
        for (String entry : list.split(",", -1)) {
            String text = entry.strip().toLowerCase(Locale.ROOT);
            if (!text.isEmpty()) {
                rules.add(rule(text));
            }
        }
        return new NoProxy(rules);
    }

    private static Rule rule(String text) {
        if (text.equals("*")) {
            return (_, _) -> true;
        }
        if (text.contains("/")) {
            return (host, _) -> Networks.literal(host)
                    .filter(address -> Networks.contains(text, address))
                    .isPresent();
        }
        Matcher parts = WITH_PORT.matcher(text);
        boolean ported = parts.matches();
        String name = Networks.bare(ported ? parts.group(1) : text);
        int wanted = ported ? Integer.parseInt(parts.group(2)) : 0;
        Rule rule = name(name);
        return (host, port) -> (wanted == 0 || wanted == port) && rule.holds(host, port);
    }

    /** {@code example.com} is the host and all below it; {@code .example.com} and {@code *.example.com} what is below. */
    private static Rule name(String text) {
        var address = Networks.literal(text);
        if (address.isPresent()) {
            return (host, _) -> Networks.literal(host).equals(address);
        }
        String name = text.startsWith("*.") ? text.substring(1) : text;
        return name.startsWith(".")
                ? (host, _) -> host.endsWith(name)
                : (host, _) -> !name.isEmpty() && (host.equals(name) || host.endsWith('.' + name));
    }

    boolean holds(String host, int port) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || Networks.literal(name).filter(InetAddress::isLoopbackAddress).isPresent()
                || rules.stream().anyMatch(rule -> rule.holds(name, port));
    }
}

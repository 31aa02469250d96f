package io.berth.remote;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names and addresses: resolving, and networks in CIDR form. */
final class Networks {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /** Numbers that some resolvers take for addresses: 2130706433, 0x7f.1. */
    private static final Pattern NUMBER = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?");

    private Networks() {}

    /**
     * The addresses of a host, each carrying its name.
     *
     * @throws UnknownHostException in the words of docker's
     */
    static List<InetSocketAddress> resolve(Resolver resolver, String host, int port) throws UnknownHostException {
        String bare = bare(host);
        try {
            return carrying(bare, resolver.addresses(bare), port);
        } catch (UnknownHostException e) {
            UnknownHostException told = new UnknownHostException("dial tcp: lookup " + bare + ": no such host");
            told.initCause(e);
            throw told;
        }
    }

    /** As this machine resolves it. */
    static List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        return resolve(Resolver.SYSTEM, host, port);
    }

    /** These addresses with the name and port of a host. */
    static List<InetSocketAddress> carrying(String host, List<InetAddress> addresses, int port)
            throws UnknownHostException {
        List<InetSocketAddress> all = new ArrayList<>();
        for (InetAddress address : addresses) {
            all.add(new InetSocketAddress(InetAddress.getByAddress(bare(host), address.getAddress()), port));
        }
        return all;
    }

    /** An IPv6 address without its brackets; anything else as it is. */
    static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** The address that this text is, without asking anybody; empty for names. */
    static Optional<InetAddress> literal(String host) {
        String bare = bare(host);
        if (!IPV4.matcher(bare).matches() && bare.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What a name alone tells of where it leads; what looks like a number may lead anywhere and is taken for nowhere. */
    static Place place(String host) {
        String dotted = bare(host).toLowerCase(Locale.ROOT);
        String bare = dotted.endsWith(".") ? dotted.substring(0, dotted.length() - 1) : dotted;
        if (bare.equals("localhost") || bare.endsWith(".localhost")) {
            return Place.MACHINE;
        }
        boolean number = NUMBER.matcher(bare).matches();
        return literal(bare).map(Place::of).orElse(number ? Place.NOWHERE : Place.ELSEWHERE);
    }

    /** Whether {@code network} ({@code 10.0.0.0/8}) holds this address; false for what is no network. */
    static boolean contains(String network, InetAddress address) {
        int slash = network.indexOf('/');
        if (slash < 0 || !network.substring(0, slash).matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return false;
        }
        try {
            byte[] base = InetAddress.getByName(network.substring(0, slash)).getAddress();
            byte[] other = address.getAddress();
            int bits = Integer.parseInt(network.substring(slash + 1));
            return base.length == other.length && bits >= 0 && bits <= base.length * 8 && samePrefix(base, other, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            return false;
        }
    }

    private static boolean samePrefix(byte[] one, byte[] other, int bits) {
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((one[i / 8] & mask) != (other[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}

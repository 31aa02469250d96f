package io.berth.remote;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Names and addresses: resolving, and networks in CIDR form. */
final class Networks {
    private Networks() {}

    /**
     * The addresses of a host, each carrying its name.
     *
     * @throws UnknownHostException in the words of docker's
     */
    static List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        try {
            List<InetSocketAddress> all = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(bare)) {
                all.add(new InetSocketAddress(InetAddress.getByAddress(bare, address.getAddress()), port));
            }
            return all;
        } catch (UnknownHostException e) {
            UnknownHostException told = new UnknownHostException("dial tcp: lookup " + bare + ": no such host");
            told.initCause(e);
            throw told;
        }
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

    /** Addresses that an outsider's URL must not lead us to: this machine's own, its link's, and groups. */
    static boolean isLocal(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress();
    }
}

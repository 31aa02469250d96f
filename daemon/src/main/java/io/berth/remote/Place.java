package io.berth.remote;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * How near an address is. Nobody elsewhere may lead us to this machine or its link, where clouds keep their credentials.
 * Private networks are elsewhere: registries stand there.
 */
enum Place {
    ELSEWHERE,
    /** This machine, by a loopback address. */
    MACHINE,
    /** Its link, by a link-local address. */
    LINK,
    /** No host at all: groups, broadcasts, "this network". */
    NOWHERE;

    /** Networks whose addresses hold an IPv4 address, and where in them it begins: compatible, NAT64, 6to4. */
    private static final List<Carrier> CARRIERS =
            List.of(new Carrier("::/96", 12), new Carrier("64:ff9b::/96", 12), new Carrier("2002::/16", 2));

    private record Carrier(String network, int at) {}

    static Place of(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return MACHINE;
        }
        if (address.isLinkLocalAddress()) {
            return LINK;
        }
        boolean nowhere = address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || Networks.contains("0.0.0.0/8", address)
                || Networks.contains("255.255.255.255/32", address);
        return nowhere ? NOWHERE : address instanceof Inet6Address ? ofHeld(address) : ELSEWHERE;
    }

    /** Of the IPv4 address that it may hold; that in an IPv4-mapped one the JDK has taken out already. */
    private static Place ofHeld(InetAddress address) {
        byte[] bytes = address.getAddress();
        return CARRIERS.stream()
                .filter(carrier -> Networks.contains(carrier.network, address))
                .map(carrier -> of(ipv4(Arrays.copyOfRange(bytes, carrier.at, carrier.at + 4))))
                .findFirst()
                .orElse(ELSEWHERE);
    }

    private static InetAddress ipv4(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four bytes always are one
        }
    }
}

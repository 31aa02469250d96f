package io.berth.remote;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** From a host's name, or an address in text, to its addresses. */
@FunctionalInterface
interface Resolver {
    /** This machine's. */
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /** One address at least. */
    List<InetAddress> addresses(String host) throws UnknownHostException;
}

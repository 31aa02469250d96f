package io.berth.server.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/** A server's certificates, which may be replaced while it listens: connections keep those with which they began. */
final class ReplaceableTls extends SslContext {
    private volatile SslContext present;

    ReplaceableTls(SslContext first) {
        present = first;
    }

    void replace(SslContext next) {
        present = next;
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return present.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // the type, not the method, which must be there
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return present.applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator memory) {
        return present.newEngine(memory);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator memory, String host, int port) {
        return present.newEngine(memory, host, port);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return present.sessionContext();
    }

    /** Made by the context itself: OpenSSL's makes a faster one than its engine alone would give. */
    @Override
    protected SslHandler newHandler(ByteBufAllocator memory, boolean startTls) {
        return present.newHandler(memory);
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator memory, String host, int port, boolean startTls) {
        return present.newHandler(memory, host, port);
    }
}

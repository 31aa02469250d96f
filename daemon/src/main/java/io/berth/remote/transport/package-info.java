/**
 * Reactor Netty as an HTTP client, behind a small blocking interface: a request that waits for its answer, a body that is
 * taken piece by piece through a window counted in bytes, and a socket that closes when nobody wants it. The second of
 * the two rooms where Reactor and Netty live. Floor 3, used by {@code remote} alone.
 */
@NullMarked
package io.berth.remote.transport;

import org.jspecify.annotations.NullMarked;

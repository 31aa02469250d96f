/**
 * HTTP for both APIs: listeners, the table of routes, request, reply, the rendering of problems. One of the two rooms
 * where Reactor and Netty live; handlers above it are plain blocking code. Floor 7.
 */
@NullMarked
package io.berth.server.http;

import org.jspecify.annotations.NullMarked;

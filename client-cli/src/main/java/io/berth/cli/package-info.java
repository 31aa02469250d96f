/**
 * The command line {@code berth}: a client of the engine API over a Unix socket or loopback TCP.
 * The entry point and the way from a command line to its command. Uses no libraries, so that a
 * command takes little more than a JVM's start. Imported by nothing.
 */
@NullMarked
package io.berth.cli;

import org.jspecify.annotations.NullMarked;

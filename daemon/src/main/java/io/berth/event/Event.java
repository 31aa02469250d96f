package io.berth.event;

import java.time.Instant;

/**
 * Something that happened, in the durable log.
 *
 * @param seq its place in the log, growing without gaps being promised; a client's cursor
 */
public record Event(long seq, Instant at, Draft what) {}

package io.berth.transfer;

import java.time.Instant;

/**
 * Why a download waits.
 *
 * @param reason for people
 * @param until when it tries again
 */
public record Trouble(String reason, Instant until) {}

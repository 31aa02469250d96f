package io.berth.index;

/** A running pull or push, as an owner of blobs. */
public record JobId(long value) {}

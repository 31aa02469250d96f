package io.berth.problem;

/** What a {@link Problem} is about; the registry API chooses its error code by it. */
public enum Subject {
    IMAGE,
    CONTAINER,
    NETWORK,
    VOLUME,
    MANIFEST,
    BLOB,
    UPLOAD,
    REPOSITORY,
    TAG,
    DIGEST,
    SIZE,
    RANGE,
    PAGE,
    REGISTRY,
    JOB,
    REQUEST,
    STORE
}

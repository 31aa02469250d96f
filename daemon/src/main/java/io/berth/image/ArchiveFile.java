package io.berth.image;

import io.berth.io.Compression;
import io.berth.oci.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A file of an archive.
 *
 * @param compression as its first bytes tell
 * @param bytes of a small one that is kept in memory; null where it is a blob already, held by the job
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never changed
record ArchiveFile(Digest digest, long size, Compression compression, byte @Nullable [] bytes) {}

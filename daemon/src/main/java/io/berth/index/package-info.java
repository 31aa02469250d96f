/**
 * Metadata: which blobs are there and who holds them, images, their names and history, events. One database, one writer,
 * and an immutable snapshot in memory for all that is read often (DESIGN 3). Floor 2.
 */
@NullMarked
package io.berth.index;

import org.jspecify.annotations.NullMarked;

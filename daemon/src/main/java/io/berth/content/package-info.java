/** Blobs and ingests on disk: the OCI layout, its verification, its durability. Floor 3. */
@NullMarked
package io.berth.content;

import org.jspecify.annotations.NullMarked;

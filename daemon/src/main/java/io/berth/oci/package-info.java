/**
 * Values of the OCI image and distribution specifications and of docker's naming: digests, descriptors, manifests,
 * configs, platforms, references. No I/O. Floor 0.
 */
@NullMarked
package io.berth.oci;

import org.jspecify.annotations.NullMarked;

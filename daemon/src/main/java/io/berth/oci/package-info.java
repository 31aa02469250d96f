/**
 * Values of the OCI image and distribution specifications and of docker's naming: digests, descriptors, manifests,
 * configs, platforms, references. No I/O, but one look at
 * this machine's own CPU. Floor 0.
 */
@NullMarked
package io.berth.oci;

import org.jspecify.annotations.NullMarked;

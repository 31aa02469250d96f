/**
 * What keeps a store in order while it is in use: the check and the repair of its blobs, and the removal of what
 * rules say is not needed any more. Stands on the use cases of images
 * and registries, since it has to know where a blob came from. Floor 6.
 */
@NullMarked
package io.berth.upkeep;

import org.jspecify.annotations.NullMarked;

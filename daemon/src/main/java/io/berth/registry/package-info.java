/**
 * What can be done with this daemon's own registry: repositories that were pushed, uploads, and whatever else it serves
 * from its store. Knows nothing of HTTP. Floor 5.
 */
@NullMarked
package io.berth.registry;

import org.jspecify.annotations.NullMarked;

/**
 * The pull-through cache: repositories of other registries, served from the store, fetched once where they are not here
 * (ADR 0011). Floor 5, as {@code registry}; called by {@code server.registry}.
 */
@NullMarked
package io.berth.registry.cache;

import org.jspecify.annotations.NullMarked;

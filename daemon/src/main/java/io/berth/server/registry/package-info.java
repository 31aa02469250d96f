/**
 * The OCI distribution API, {@code /v2/}: routes, parsing, answers and errors in its own form. Nothing is decided here but
 * who may come in ({@link io.berth.server.registry.Gate}). Floor 8.
 */
@NullMarked
package io.berth.server.registry;

import org.jspecify.annotations.NullMarked;

/** The Docker Engine API: one table of routes; a handler parses, calls and answers. Floor 8. */
@NullMarked
package io.berth.server.engine;

import org.jspecify.annotations.NullMarked;

/** Webhooks: the log of events, told to other servers until they have heard it. Beside {@code upkeep}. */
@NullMarked
package io.berth.webhook;

import org.jspecify.annotations.NullMarked;

/** What happened, as clients are told: the durable record of an event and the delivery of new ones. Floor 1. */
@NullMarked
package io.berth.event;

import org.jspecify.annotations.NullMarked;

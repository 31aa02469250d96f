/**
 * The daemon's top floor: {@code main}, configuration records, wiring by constructors and meters. Nothing imports it.
 */
@NullMarked
package io.berth;

import org.jspecify.annotations.NullMarked;

/** The one family of failures that a client is told about. Floor 0. */
@NullMarked
package io.berth.problem;

import org.jspecify.annotations.NullMarked;

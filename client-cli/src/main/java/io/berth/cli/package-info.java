/** The command line client {@code berth}: commands over one small HTTP/1.1 connection, without a framework. */
@NullMarked
package io.berth.cli;

import org.jspecify.annotations.NullMarked;

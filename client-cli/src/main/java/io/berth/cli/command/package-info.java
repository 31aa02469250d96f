/**
 * The commands, one class each: what it takes, what it asks the engine, what it prints. Only the
 * class of the command that was called is loaded. Imports every other package but the root, which
 * imports it.
 */
@NullMarked
package io.berth.cli.command;

import org.jspecify.annotations.NullMarked;

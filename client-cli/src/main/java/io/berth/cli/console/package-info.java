/**
 * The process's surroundings: its three streams, the terminal behind them, the environment. Given
 * to every command, so that tests run commands without a process. Imports nothing of the other
 * packages.
 */
@NullMarked
package io.berth.cli.console;

import org.jspecify.annotations.NullMarked;

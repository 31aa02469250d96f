/**
 * What a command takes: its flags and arguments, read as docker reads them, with docker's texts
 * for wrong ones and for {@code --help}. Imports only {@code problem} and {@code text}.
 */
@NullMarked
package io.berth.cli.flag;

import org.jspecify.annotations.NullMarked;

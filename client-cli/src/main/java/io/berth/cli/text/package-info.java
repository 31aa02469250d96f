/**
 * How things are written for people: sizes, ages, times, columns. Each class writes exactly what
 * the Go function of the same task writes, because scripts read docker's columns. Imports nothing
 * of the other packages.
 */
@NullMarked
package io.berth.cli.text;

import org.jspecify.annotations.NullMarked;

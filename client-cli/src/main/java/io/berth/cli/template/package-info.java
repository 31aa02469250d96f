/**
 * The subset of Go's text/template that {@code --format} users write, with Go's printing of values
 * and Go's error texts: actions, pipes, variables, if, range, with, the comparison, printing and
 * docker's helper functions. Templates that define or call other templates are refused. Imports
 * only {@code json}.
 */
@NullMarked
package io.berth.cli.template;

import org.jspecify.annotations.NullMarked;

/**
 * Lists as {@code --format} wants them: as a table of a command's own columns, a table of a
 * template's, lines of JSON, or a template's text. Imports {@code json}, {@code template},
 * {@code text} and {@code problem}.
 */
@NullMarked
package io.berth.cli.format;

import org.jspecify.annotations.NullMarked;

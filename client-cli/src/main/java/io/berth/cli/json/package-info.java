/**
 * JSON as the command line needs it: read to maps and lists that keep the members' order and the
 * numbers' digits, written as Go's encoder writes, indented without being read. Written by hand
 * because a JSON library costs half an empty JVM's start time (docs/decisions, "The command line
 * has no libraries"). Imports nothing of the other packages.
 */
@NullMarked
package io.berth.cli.json;

import org.jspecify.annotations.NullMarked;

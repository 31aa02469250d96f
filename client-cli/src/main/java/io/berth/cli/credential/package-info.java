/**
 * What docker's clients know of registries: {@code config.json}, the helper programs that it names, and the environment.
 * Shared with docker's own CLI, so nothing in the file that is not ours is changed.
 */
@NullMarked
package io.berth.cli.credential;

import org.jspecify.annotations.NullMarked;

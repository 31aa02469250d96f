/**
 * Who asks a registry: what a request brings, and what the daemon itself knows by its credentials file and the helper
 * programs that it names. Secrets are in memory only. Floor 3, below {@code remote}.
 */
@NullMarked
package io.berth.remote.credential;

import org.jspecify.annotations.NullMarked;

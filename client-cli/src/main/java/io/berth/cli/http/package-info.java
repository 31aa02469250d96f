/**
 * HTTP/1.1 to one engine over a socket that stays ours, so that a later command can take it over
 * after an upgrade, and the engine's API on it: versions, errors, JSON. Imports only {@code json}
 * and {@code problem}.
 */
@NullMarked
package io.berth.cli.http;

import org.jspecify.annotations.NullMarked;

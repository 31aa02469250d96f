/**
 * Manifest lists that a user is putting together, as they lie in files until they are pushed. Imports only {@code credential},
 * {@code image}, {@code json} and {@code problem}.
 */
@NullMarked
package io.berth.cli.manifest;

import org.jspecify.annotations.NullMarked;

/**
 * Names of images and platforms as users write them. Imports only {@code credential}, {@code json},
 * {@code problem} and {@code text}.
 */
@NullMarked
package io.berth.cli.image;

import org.jspecify.annotations.NullMarked;

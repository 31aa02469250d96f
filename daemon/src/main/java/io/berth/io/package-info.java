/** Files, limits, and streams without knowledge of images. Floor 0. */
@NullMarked
package io.berth.io;

import org.jspecify.annotations.NullMarked;

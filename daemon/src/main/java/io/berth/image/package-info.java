/** What can be done with images: pull, list, show, name, remove, prune, bring back. Floor 5. */
@NullMarked
package io.berth.image;

import org.jspecify.annotations.NullMarked;

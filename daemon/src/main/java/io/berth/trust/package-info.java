/** What may be pulled: the user's policy file, and the proof of signatures that it may ask for. Floor 4. */
@NullMarked
package io.berth.trust;

import org.jspecify.annotations.NullMarked;

/** How a command ends before its end. Imports nothing of the other packages. */
@NullMarked
package io.berth.cli.problem;

import org.jspecify.annotations.NullMarked;

/**
 * Downloads as jobs that callers join: one for each blob, whoever wants it, on threads of their own, continued where they
 * stopped (DESIGN 4). Floor 4.
 */
@NullMarked
package io.berth.transfer;

import org.jspecify.annotations.NullMarked;

/** Where each registry is asked, as the files below {@code certs.d} tell it. Floor 3. */
@NullMarked
package io.berth.remote.hosts;

import org.jspecify.annotations.NullMarked;

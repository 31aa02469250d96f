/**
 * Client of other registries: names to endpoints, credentials and tokens, redirects, the policy that says which addresses
 * from outside may be asked, and the requests of the distribution specification. Blocking. Floor 3.
 */
@NullMarked
package io.berth.remote;

import org.jspecify.annotations.NullMarked;

/**
 * The interface to the outside: the OpenAPI documents and the records of the Engine's wire format. It knows no
 * framework and no other package of Berth.
 */
@NullMarked
package io.berth.api;

import org.jspecify.annotations.NullMarked;

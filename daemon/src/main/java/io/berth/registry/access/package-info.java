/**
 * Who may do what with which repository: users and their passwords, rules, tokens of our own and of an outside issuer,
 * tags that never move, quotas. Pure but for the files that it reads; it knows no store and no HTTP. Floor 6, beside
 * {@code registry}.
 */
@NullMarked
package io.berth.registry.access;

import org.jspecify.annotations.NullMarked;

/**
 * Stores outside of this process that hold a ring: what they must be able to do, and the source
 * that keeps the last good ring while they cannot.
 */
@NullMarked
package io.flaregate.phlare.membership.kv;

import org.jspecify.annotations.NullMarked;

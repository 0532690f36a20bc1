/**
 * Quorum reads: asks the ingesters of a ring, counts each replica once, and says when too few
 * answer for every acknowledged write to be seen.
 */
@NullMarked
package io.flaregate.phlare.read;

import org.jspecify.annotations.NullMarked;

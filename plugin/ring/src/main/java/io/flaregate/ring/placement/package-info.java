/** Ways to choose the members that a series goes to: the token ring, or jump hashing. */
@NullMarked
package io.flaregate.ring.placement;

import org.jspecify.annotations.NullMarked;

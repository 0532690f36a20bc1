/** Tests of the placements. */
@NullMarked
package io.flaregate.ring.placement;

import org.jspecify.annotations.NullMarked;

/** Tests of the ring: recorded vectors, naive models, exhaustive quorum orders. */
@NullMarked
package io.flaregate.ring;

import org.jspecify.annotations.NullMarked;

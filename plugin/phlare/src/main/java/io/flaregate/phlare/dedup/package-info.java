/** Tells profiles that were sent before from others that share their series and millisecond. */
@NullMarked
package io.flaregate.phlare.dedup;

import org.jspecify.annotations.NullMarked;

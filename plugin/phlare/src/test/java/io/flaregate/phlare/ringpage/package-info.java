/** Tests of what an operator sees of a ring. */
@NullMarked
package io.flaregate.phlare.ringpage;

import org.jspecify.annotations.NullMarked;

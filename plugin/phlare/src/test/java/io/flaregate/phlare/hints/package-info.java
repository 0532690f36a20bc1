/** Tests of hinted handoff. */
@NullMarked
package io.flaregate.phlare.hints;

import org.jspecify.annotations.NullMarked;

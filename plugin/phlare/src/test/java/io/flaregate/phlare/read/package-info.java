/** Tests of quorum reads. */
@NullMarked
package io.flaregate.phlare.read;

import org.jspecify.annotations.NullMarked;

/** Writes the series of a request to their ingesters and decides by quorum what became of each. */
@NullMarked
package io.flaregate.phlare.delivery;

import org.jspecify.annotations.NullMarked;

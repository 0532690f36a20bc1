/** The processor {@code phlare}: checks profiles, merges their samples, splits them into series. */
@NullMarked
package io.flaregate.phlare.processor;

import org.jspecify.annotations.NullMarked;

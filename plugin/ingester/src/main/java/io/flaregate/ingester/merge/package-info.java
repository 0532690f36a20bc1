/** Adds up pprofs exactly, and turns the sum into a flame graph. */
@NullMarked
package io.flaregate.ingester.merge;

import org.jspecify.annotations.NullMarked;
